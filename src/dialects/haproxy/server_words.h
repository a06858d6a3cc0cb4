// The parameters after a server's address, or after default-server.
#pragma once

#include "dialects/haproxy/proxy.h"

namespace ek::dialects::haproxy {

enum class ServerLine : std::uint8_t { server, server_template, default_server };

void read_server_words(const Line& line, std::size_t from, ServerLine kind, model::Server& server,
                       Proxy& proxy, const Scope& scope);

}  // namespace ek::dialects::haproxy
