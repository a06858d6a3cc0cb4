// What may stand behind the address of a `listen` line, by version.
#pragma once

#include "dialects/nginx/lowering.h"

namespace ek::dialects::nginx {

void check_listen_parameters(Lowering& lowering, const Node& node, const Scope& scope);

}  // namespace ek::dialects::nginx
