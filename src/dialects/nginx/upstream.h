// upstream blocks -> pools: servers with their parameters, and how one of them is chosen
// (nginx.org, ngx_http_upstream_module and ngx_stream_upstream_module).
#pragma once

#include "dialects/nginx/lowering.h"

namespace ek::dialects::nginx {

void open_upstream(Lowering& lowering, const Node& node, Contexts context, OpenPool& open);
void close_upstream(Lowering& lowering, const Node& node, const OpenPool& open);

void lower_server_line(Lowering& lowering, const Node& node, OpenPool& open);  // server_line.cc
void lower_method(Lowering& lowering, const Node& node, OpenPool& open);       // method.cc
void lower_pool_setting(Lowering& lowering, const Node& node,
                        OpenPool& open);  // zone, keepalive, …

}  // namespace ek::dialects::nginx
