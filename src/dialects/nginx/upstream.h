// upstream blocks -> pools: servers with their parameters, and how one of them is chosen
// (nginx.org, ngx_http_upstream_module and ngx_stream_upstream_module).
#pragma once

#include "dialects/nginx/lowering.h"

namespace ek::dialects::nginx {

// false: an upstream of that name exists, this one is left out.
bool open_upstream(Lowering& lowering, const Node& node, const Scope& scope, OpenPool& open);
// An include inside it of which not all was read.
void note_unread_servers(Lowering& lowering, const Node& include, OpenPool& open);
void close_upstream(Lowering& lowering, const Node& node, const OpenPool& open);

// A pool that nothing is said of yet, at the end of config.pools.
model::Pool& add_pool(Lowering& lowering, model::Layer layer, std::string_view name);
// A server as `server` without parameters makes it, at that place.
model::Server plain_server(std::string_view written, Place at, std::uint32_t length);
// One peer for an address, one for each known address of a name; a name of which no address is
// known is one peer, and the pool says so.
void add_peers(Lowering& lowering, model::Server server, model::Pool& pool);

void lower_server_line(Lowering& lowering, const Node& node, const Scope& scope);
bool is_method(std::string_view directive);
void lower_method(Lowering& lowering, const Node& node, const Scope& scope);    // in a pool
void lower_pool_setting(Lowering& lowering, const Node& node, OpenPool& open);  // zone, …

// What can be said only when all pools are known.
void close_pools(Lowering& lowering);

}  // namespace ek::dialects::nginx
