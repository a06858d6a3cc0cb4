#include "predict/weights.h"

namespace ek::predict {

std::vector<double> weight_shares(const model::Pool& pool, std::span<const ServerIndex> servers) {
  double total = 0;
  for (const ServerIndex i : servers) total += pool.servers[i].weight.value;
  std::vector<double> shares;
  shares.reserve(servers.size());
  for (const ServerIndex i : servers)
    shares.push_back(total > 0 ? pool.servers[i].weight.value / total : 0);
  return shares;
}

std::vector<double> weight_shares(const Context& context, std::span<const ServerIndex> candidates) {
  return weight_shares(context.pool, candidates);
}

void weight_losses(const Context&, std::span<const ServerIndex> candidates,
                   std::span<const double> shares, const ShiftSink& sink) {
  proportional_losses(candidates, shares, sink);
}

}  // namespace ek::predict
