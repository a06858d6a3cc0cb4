#include "predict/nginx/weights.h"

namespace ek::predict::nginx {

std::vector<double> weight_shares(const Context& context, std::span<const ServerIndex> candidates) {
  double total = 0;
  for (const ServerIndex i : candidates) total += context.pool.servers[i].weight.value;
  std::vector<double> shares;
  shares.reserve(candidates.size());
  for (const ServerIndex i : candidates)
    shares.push_back(total > 0 ? context.pool.servers[i].weight.value / total : 0);
  return shares;
}

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
