#include "predict/haproxy/ids.h"

namespace ek::predict::haproxy {

std::vector<std::uint32_t> server_ids(const Context& context) {
  std::vector<std::uint32_t> ids;
  ids.reserve(context.pool.servers.size());
  std::uint32_t position = 0;
  for (const model::Server& server : context.pool.servers) {
    ++position;
    ids.push_back(server.id.value != 0 ? server.id.value : position);
  }
  return ids;
}

}  // namespace ek::predict::haproxy
