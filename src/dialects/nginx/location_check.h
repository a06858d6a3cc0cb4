// Locations that the program refuses: named twice, or where they cannot be reached.
#pragma once

#include "dialects/nginx/lowering.h"

namespace ek::dialects::nginx {

// `scope`: where the location stands.
void check_folder(Lowering& lowering, const Node& node, const Scope& scope);  // root, alias
void check_location(Lowering& lowering, const Node& node, const Scope& scope);

}  // namespace ek::dialects::nginx
