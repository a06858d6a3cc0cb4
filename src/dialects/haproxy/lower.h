// The tree to the model: sections in the order of the files, each line covered and lowered once.
#pragma once

#include "dialects/haproxy/proxy.h"

namespace ek::dialects::haproxy {

void lower(Scope& scope);

}  // namespace ek::dialects::haproxy
