#include "predict/haproxy/weight_shares.h"

namespace ek::predict::haproxy {

std::vector<double> weight_shares(const Context& context, std::span<const ServerIndex> candidates) {
  double total = 0;
  for (const ServerIndex i : candidates) total += context.pool.servers[i].weight.value;
  std::vector<double> shares;
  shares.reserve(candidates.size());
  for (const ServerIndex i : candidates)
    shares.push_back(total > 0 ? context.pool.servers[i].weight.value / total : 0);
  return shares;
}

void weight_losses(const Context&, std::span<const ServerIndex> candidates,
                   std::span<const double> shares, const ShiftSink& sink) {
  proportional_losses(candidates, shares, sink);
}

}  // namespace ek::predict::haproxy
