// server blocks -> listeners; worker_processes and worker_connections.
#pragma once

#include "dialects/nginx/lowering.h"

namespace ek::dialects::nginx {

void open_listener(Lowering& lowering, const Node& node, Scope& scope);
void close_listener(Lowering& lowering, const Node& node, const Scope& scope);
// `listener`: 1-based number in config.listeners; 0: none.
void lower_listener_line(Lowering& lowering, const Node& node, std::size_t listener);

// The port of "8080", "*:8080", "[::]:8080", "10.0.0.1"; 0: none (a Unix socket, a range).
std::uint32_t port_of(std::string_view address);

// worker_processes, worker_connections, worker_rlimit_nofile
void lower_workers(Lowering& lowering, const Node& node);
// The place of worker_connections, where none are stated.
void lower_events(Lowering& lowering, const Node& block);

// `http2 on;` and `http3 on;`, of one server or of all.
void lower_sharing(Lowering& lowering, const Node& node, const Scope& scope);
// Once all servers are known.
void close_listeners(Lowering& lowering);

}  // namespace ek::dialects::nginx
