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

void lower_workers(Lowering& lowering, const Node& node);

}  // namespace ek::dialects::nginx
