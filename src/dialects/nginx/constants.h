// Variables in hash keys that do not depend on the request: how many values each has in this
// configuration.
#pragma once

#include "dialects/nginx/lowering.h"

namespace ek::dialects::nginx {

// After the routes are known. A variable with one known value becomes literal text; one with a few
// (KeyPart::values_max) keeps its name.
void prove_constants(Lowering& lowering);

}  // namespace ek::dialects::nginx
