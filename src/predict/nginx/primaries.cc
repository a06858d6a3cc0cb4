#include "predict/nginx/primaries.h"

namespace ek::predict::nginx {

bool on_backups(const Context& context, std::span<const ServerIndex> candidates) {
  return !candidates.empty() && context.pool.servers[candidates[0]].backup.value;
}

std::vector<ServerIndex> primaries(const Context& context) {
  std::vector<ServerIndex> result;
  const auto& servers = context.pool.servers;
  for (ServerIndex i = 0; i < servers.size(); ++i)
    if (!servers[i].backup.value) result.push_back(i);
  return result;
}

}  // namespace ek::predict::nginx
