#include "predict/after_loss.h"

#include <algorithm>

#include "predict/balancer.h"

namespace ek::predict {

bool AfterLoss::simulates(const Idle& idle) const {
  return under_load_ != nullptr && !idle.takers.empty() &&
         shares_hold(context_, forecast_, idle) != Holds::always;
}

LoadTerms AfterLoss::terms(std::span<const ServerIndex> lost, std::size_t takers) const {
  return {forecast_.load_told || takers == 1, 1 - places_.refused_without(lost).value_or(0), false};
}

Remaining AfterLoss::simulated(std::span<const ServerIndex> lost,
                               std::span<const ServerIndex> candidates) const {
  const UnderLoad::Without loaded = under_load_->without(lost);
  Remaining remaining;
  for (ServerIndex i = 0; i < loaded.shares.size(); ++i) {
    if (loaded.shares[i] <= 0 && !std::ranges::binary_search(candidates, i)) continue;
    remaining.takers.push_back(i);
    remaining.shares.push_back(loaded.shares[i]);
  }
  const bool refuses = at_limit_of(context_.program.kind) == AtLimit::goes_elsewhere;
  const double refused = places_.refused_without(lost).value_or(refuses ? loaded.unserved : 0);
  remaining.terms = {true, 1 - refused, true};
  return remaining;
}

Remaining AfterLoss::without(std::span<const ServerIndex> lost) const {
  std::vector<std::uint8_t> up(forecast_.servers.size(), 1);
  for (const ServerIndex server : lost) up[server] = 0;
  auto takers = candidates(context_, up);
  auto shares = forecast_.algorithm->shares(context_, takers);
  if (simulates({lost, takers, shares})) return simulated(lost, takers);
  const LoadTerms closed = terms(lost, takers.size());
  return {std::move(takers), std::move(shares), closed};
}

}  // namespace ek::predict
