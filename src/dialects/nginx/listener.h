// server blocks -> listeners; worker_processes and worker_connections.
#pragma once

#include "dialects/nginx/lowering.h"

namespace ek::dialects::nginx {

// Both speak of a listener by its 1-based number in config.listeners; 0: none.
std::size_t open_listener(Lowering& lowering, const Node& node, Contexts context);
void close_listener(Lowering& lowering, std::size_t listener);
void lower_listener_line(Lowering& lowering, const Node& node, std::size_t listener);

void lower_workers(Lowering& lowering, const Node& node);

}  // namespace ek::dialects::nginx
