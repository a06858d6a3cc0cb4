// Which k servers, lost together, do the most harm.
#include <algorithm>
#include <numeric>

#include "predict/losses.h"

namespace ek::predict {
namespace {

bool more_harm(const Loss& a, const Loss& b) {
  return harm(a.worst) > harm(b.worst);
}

// Number of k-subsets of n, or `limit` + 1 when there are more.
std::size_t subsets(std::size_t n, std::size_t k, std::size_t limit) {
  double count = 1;
  for (std::size_t i = 0; i < k; ++i) {
    count = count * static_cast<double>(n - i) / static_cast<double>(i + 1);
    if (count > static_cast<double>(limit)) return limit + 1;
  }
  return static_cast<std::size_t>(count + 0.5);
}

// Advances `set` (indices below n, ascending) to the next one; false after the last.
bool next_subset(std::vector<std::size_t>& set, std::size_t n) {
  for (std::size_t i = set.size(); i-- > 0;)
    if (set[i] + (set.size() - i) < n) {
      ++set[i];
      for (std::size_t j = i + 1; j < set.size(); ++j) set[j] = set[j - 1] + 1;
      return true;
    }
  return false;
}

}  // namespace

// All who take traffic, and of those that then take over the first ones, until k are lost or nobody
// is left.
std::vector<ServerIndex> LossTable::all_and_backups(std::uint32_t k) const {
  std::vector<ServerIndex> lost = forecast_.candidates;
  std::vector<std::uint8_t> up(forecast_.servers.size(), 1);
  for (const ServerIndex server : lost) up[server] = 0;
  while (lost.size() < k) {
    const auto left = candidates(context_, up);
    if (left.empty()) break;
    up[left.front()] = 0;
    lost.push_back(left.front());
  }
  return lost;
}

Loss LossTable::worst_of(std::uint32_t k) const {
  const std::size_t n = forecast_.candidates.size();
  Loss loss;
  if (k >= n)
    loss = recomputed(all_and_backups(k));
  else if (proportional_)
    loss = worst_proportional(k);
  else if (const std::size_t most = under_load_ != nullptr ? simulated_sets_max : sets_max;
           subsets(n, k, most) <= most)
    loss = worst_of_all_sets(k);
  else
    loss = worst_by_search(k);
  loss.kind = LossKind::worst;
  return loss;
}

// Survivor j is hit hardest when the k largest others are lost: its load grows by 1 / (1 - their
// sum).
Loss LossTable::worst_proportional(std::uint32_t k) const {
  std::vector<ServerIndex> largest = forecast_.candidates;
  std::stable_sort(largest.begin(), largest.end(), [&](ServerIndex a, ServerIndex b) {
    return forecast_.servers[a].share > forecast_.servers[b].share;
  });
  const auto lost_for = [&](ServerIndex survivor) {
    std::vector<ServerIndex> lost;
    for (std::size_t i = 0; lost.size() < k; ++i)
      if (largest[i] != survivor) lost.push_back(largest[i]);
    return lost;
  };
  double top = 0;
  for (std::size_t i = 0; i <= k; ++i) top += forecast_.servers[largest[i]].share;
  const double next = forecast_.servers[largest[k]].share;
  ServerIndex hit = no_server;
  double hardest = -1;
  for (std::size_t i = 0; i < largest.size(); ++i) {
    const double share = forecast_.servers[largest[i]].share;
    const double gone = i <= k ? top - share : top - next;
    const Survivor survivor = at(largest[i], gone < 1 ? share / (1 - gone) : 0);
    if (harm(survivor) > hardest) hardest = harm(survivor), hit = largest[i];
  }
  return recomputed(lost_for(hit));
}

Loss LossTable::worst_of_all_sets(std::uint32_t k) const {
  const auto& takers = forecast_.candidates;
  std::vector<std::size_t> set(k);
  std::iota(set.begin(), set.end(), std::size_t{0});
  std::optional<Loss> worst;
  do {
    std::vector<ServerIndex> lost;
    for (const std::size_t i : set) lost.push_back(takers[i]);
    Loss loss = recomputed(std::move(lost));
    if (!worst || more_harm(loss, *worst)) worst = std::move(loss);
  } while (next_subset(set, takers.size()));
  return *worst;
}

// One more server at a time, each the one whose further loss does the most harm.
Loss LossTable::worst_by_search(std::uint32_t k) const {
  // The hardest hit: each step recomputes the pool, or simulates it.
  const std::size_t tried_a_step = under_load_ != nullptr ? 16 : 64;
  std::vector<ServerIndex> lost;
  std::optional<Loss> worst;
  while (lost.size() < k) {
    worst.reset();
    std::size_t tried = 0;
    for (const ServerIndex server : order_) {
      if (std::ranges::find(lost, server) != lost.end()) continue;
      if (++tried > tried_a_step) break;
      auto more = lost;
      more.push_back(server);
      Loss loss = recomputed(std::move(more));
      if (!worst || more_harm(loss, *worst)) worst = std::move(loss);
    }
    lost = worst->lost;
  }
  worst->searched = true;
  return *worst;
}

}  // namespace ek::predict
