// Variables in hash keys that have one value in this configuration: every request the same key
// part.
#pragma once

#include "dialects/nginx/lowering.h"

namespace ek::dialects::nginx {

// Replaces $scheme and $server_port in keys by literal text where all listeners agree on it.
void prove_constants(Lowering& lowering);

}  // namespace ek::dialects::nginx
