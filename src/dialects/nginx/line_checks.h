// What the program refuses in a single line although its directive, its place and the number of its
// words are right.
#pragma once

#include "dialects/nginx/lowering.h"

namespace ek::dialects::nginx {

void check_line(Lowering& lowering, const Node& node, const Scope& scope);

}  // namespace ek::dialects::nginx
