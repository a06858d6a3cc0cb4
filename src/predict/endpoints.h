// Which servers of a pool are one machine: the same address and port, under several names.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "predict/algorithm.h"

namespace ek::predict {

// The server's address, with the port that the program takes where none is written.
model::Address reached_at(const model::Program& program, const model::Server& server);

struct SharedEndpoint {
  std::string address;               // "10.0.0.1:80"
  std::vector<ServerIndex> servers;  // two or more, in the pool's order
  // HAProxy with resolvers hands the addresses of a name out to the servers that use it.
  bool may_differ = false;
};

// In the order of their first servers. Several servers from one word of the file (a template, a
// name with several addresses) are meant to be several, and not told.
std::vector<SharedEndpoint> shared_endpoints(const Context& context,
                                             std::span<const ServerIndex> servers);

}  // namespace ek::predict
