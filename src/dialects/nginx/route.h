// proxy_pass and its siblings -> routes: which pool, under which condition, or what computes it.
#pragma once

#include "dialects/nginx/lowering.h"

namespace ek::dialects::nginx {

bool is_pass(std::string_view directive);
void lower_pass(Lowering& lowering, const Node& node, const Scope& scope);

// Once every upstream is known: names become pools or plain addresses, variables their possible
// pools.
void resolve_routes(Lowering& lowering);

}  // namespace ek::dialects::nginx
