// upstream blocks -> pools: servers with their parameters, and how one of them is chosen
// (nginx.org, ngx_http_upstream_module and ngx_stream_upstream_module).
#pragma once

#include "dialects/nginx/lowering.h"

namespace ek::dialects::nginx {

// false: an upstream of that name exists, this one is left out.
bool open_upstream(Lowering& lowering, const Node& node, const Scope& scope, OpenPool& open);
void close_upstream(Lowering& lowering, const Node& node, const OpenPool& open);

void lower_server_line(Lowering& lowering, const Node& node, const Scope& scope);
bool is_method(std::string_view directive);
void lower_method(Lowering& lowering, const Node& node, OpenPool& open);
void lower_pool_setting(Lowering& lowering, const Node& node, OpenPool& open);  // zone, …

// What can be said only when all pools are known.
void close_pools(Lowering& lowering);

}  // namespace ek::dialects::nginx
