// server blocks -> listeners; worker_processes and worker_connections.
#pragma once

#include "dialects/nginx/lowering.h"

namespace ek::dialects::nginx {

void open_listener(Lowering& lowering, const Node& node, Scope& scope);
void close_listener(Lowering& lowering, const Node& node, const Scope& scope);
// `listener`: 1-based number in config.listeners; 0: none.
void lower_listener_line(Lowering& lowering, const Node& node, std::size_t listener);

void lower_workers(Lowering& lowering, const Node& node);

}  // namespace ek::dialects::nginx
