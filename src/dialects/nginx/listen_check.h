// Addresses that are listened on twice where the program takes each once.
#pragma once

#include "dialects/nginx/lowering.h"

namespace ek::dialects::nginx {

void check_listen(Lowering& lowering, const Node& node, const Scope& scope);

}  // namespace ek::dialects::nginx
