// What stands before a pool's servers and decides how many requests reach them: caches and limits
// keep some away, mirror and auth_request send more.
#pragma once

#include "dialects/nginx/lowering.h"

namespace ek::dialects::nginx {

bool stands_ahead(std::string_view directive);
void lower_ahead(Lowering& lowering, const Node& node, const Scope& scope);

// Once every route has its pool.
void give_ahead_to_pools(Lowering& lowering);

}  // namespace ek::dialects::nginx
