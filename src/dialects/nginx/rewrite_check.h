// `return`, `rewrite` and `if` as the program wants them written.
#pragma once

#include "dialects/nginx/lowering.h"

namespace ek::dialects::nginx {

// Does http take it behind `return`, on its own?
bool returns_code(std::string_view text);
void check_return(Lowering& lowering, const Node& node, const Scope& scope);  // of http
void check_rewrite(Lowering& lowering, const Node& node, const Scope& scope);
void check_condition(Lowering& lowering, const Node& node);  // of `if`

}  // namespace ek::dialects::nginx
