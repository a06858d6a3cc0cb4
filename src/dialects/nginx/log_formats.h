// Names of log formats: each is defined once, above the lines that use it.
#pragma once

#include "dialects/nginx/lowering.h"

namespace ek::dialects::nginx {

void note_log_format(Lowering& lowering, const Node& node, const Scope& scope);
void check_access_log(Lowering& lowering, const Node& node, const Scope& scope);

}  // namespace ek::dialects::nginx
