// Which servers, at most k of them, do the most harm when they are lost together.
//
// Traffic moves in stages: the active servers take it until all of them are lost, then backups do.
// In each stage some of the takers are lost, or all, which leads to the next one with what is left
// of k. Losing a backup that does not stand in moves nothing, so no other sets are worth a look.
#include <algorithm>
#include <numeric>

#include "predict/balancer.h"
#include "predict/losses.h"

namespace ek::predict {
namespace {

// Number of sets of 1 to k of n, or `limit` + 1 when there are more.
std::size_t sets_up_to(std::size_t n, std::size_t k, std::size_t limit) {
  double count = 1, all = 0;
  for (std::size_t i = 0; i < k; ++i) {
    count = count * static_cast<double>(n - i) / static_cast<double>(i + 1);
    all += count;
    if (all > static_cast<double>(limit)) return limit + 1;
  }
  return static_cast<std::size_t>(all + 0.5);
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

template <class Unit>
void append(std::vector<ServerIndex>& lost, const Unit& unit) {
  lost.insert(lost.end(), unit.begin(), unit.end());
}

}  // namespace

// Of a loss that leaves nobody but who is overloaded already: none.
double LossTable::Worst::harm_of(const Loss& other) const {
  return !within || !other.worst ? harm(other.worst) : other.within ? harm(other.within) : -1;
}

void LossTable::Worst::keep(Loss other) {
  if (!loss || harm_of(other) > harm_of(*loss)) loss = std::move(other);
}

std::vector<ServerIndex> LossTable::left_without(std::span<const ServerIndex> lost) const {
  std::vector<std::uint8_t> up(forecast_.servers.size(), 1);
  for (const ServerIndex server : lost) up[server] = 0;
  return candidates(context_, up);
}

bool LossTable::moves_traffic(std::span<const ServerIndex> lost) const {
  return std::ranges::any_of(lost, [&](ServerIndex server) {
    return std::ranges::binary_search(forecast_.candidates, server);
  });
}

// All that could stand in: who does may hang on who else is left.
std::vector<ServerIndex> LossTable::backups_left(std::span<const ServerIndex> lost) const {
  std::vector<std::uint8_t> gone(forecast_.servers.size(), 0);
  for (const ServerIndex server : lost) gone[server] = 1;
  std::vector<ServerIndex> left;
  for (ServerIndex i = 0; i < gone.size(); ++i) {
    const model::Server& server = context_.pool.servers[i];
    if (gone[i] == 0 && server.backup.value && !server.disabled.value && server.weight.value > 0)
      left.push_back(i);
  }
  return left;
}

bool LossTable::is_proportional(std::span<const ServerIndex> takers,
                                std::span<const double> shares) const {
  if (takers.size() < 2 || forecast_.algorithm->losses == nullptr) return false;
  bool proportional = true;
  forecast_.algorithm->losses(context_, takers, shares, [&](ServerIndex, const Shift& shift) {
    proportional = proportional && shift.moved.empty();
  });
  return proportional;
}

LossTable::Stage LossTable::stage_without(std::vector<ServerIndex> lost) const {
  Stage stage;
  std::vector<ServerIndex> takers = left_without(lost);
  const bool others_may_follow = !takers.empty() && forecast_.algorithm->stand_ins != nullptr &&
                                 context_.pool.servers[takers.front()].backup.value;
  if (others_may_follow) takers = backups_left(lost);
  std::vector<std::uint8_t> seen(forecast_.servers.size(), 0);
  for (const ServerIndex server : takers) {
    if (seen[server] != 0) continue;
    Unit unit{server};
    if (!machine_of_.empty() && machine_of_[server] >= 0)
      unit = machines_[static_cast<std::size_t>(machine_of_[server])].servers;
    for (const ServerIndex member : unit) seen[member] = 1;
    stage.units.push_back(std::move(unit));
  }
  if (!forecast_.simulated && machine_of_.empty() && !others_may_follow) {
    stage.shares = forecast_.algorithm->shares(context_, takers);
    stage.proportional = is_proportional(takers, stage.shares);
  }
  stage.lost = std::move(lost);
  return stage;
}

std::optional<Loss> LossTable::worst_within(std::uint32_t k) const {
  if (overloaded_.empty() || within_.empty()) return std::nullopt;
  Loss loss = worst_of(k, true);
  return loss.within ? std::optional(std::move(loss)) : std::nullopt;
}

Loss LossTable::worst_of(std::uint32_t k, bool within) const {
  Worst worst;
  worst.within = within;
  std::size_t left = k;
  Stage stage = stage_without({});
  for (; !stage.units.empty(); stage = stage_without(std::move(stage.lost))) {
    if (!stage.lost.empty()) worst.keep(recomputed(stage.lost));
    worst_of_stage(stage, std::min(left, stage.units.size() - 1), worst);
    if (stage.units.size() > left) break;
    left -= stage.units.size();
    for (const Unit& unit : stage.units) append(stage.lost, unit);
  }
  if (stage.units.empty()) worst.keep(recomputed(stage.lost));
  Loss loss = std::move(*worst.loss);
  loss.kind = LossKind::worst;
  std::ranges::sort(loss.lost);
  loss.searched = worst.searched && loss.worst.has_value();  // that nobody is left is certain
  return loss;
}

void LossTable::worst_of_stage(const Stage& stage, std::size_t k, Worst& worst) const {
  if (k == 0) return;
  if (stage.proportional && stays_closed(stage, k)) return worst_proportional(stage, k, worst);
  const std::size_t most = after_.may_simulate() ? simulated_sets_max : sets_max;
  if (sets_up_to(stage.units.size(), k, most) <= most)
    worst_of_all_sets(stage, k, worst);
  else
    worst_by_search(stage, k, worst);
}

// Does nobody come to its limit, even with the k largest others lost, so that no set is simulated?
bool LossTable::stays_closed(const Stage& stage, std::size_t k) const {
  if (!after_.may_simulate()) return true;
  std::vector<double> largest = stage.shares;
  std::ranges::sort(largest, std::greater<>());
  double gone = 0;
  for (std::size_t i = 0; i < std::min(k, largest.size()); ++i) gone += largest[i];
  std::vector<ServerIndex> takers;
  std::vector<double> shares;
  for (std::size_t i = 0; i < stage.units.size(); ++i) {
    takers.push_back(stage.units[i].front());
    shares.push_back(gone < 1 ? std::min(1.0, stage.shares[i] / (1 - gone)) : 1.0);
  }
  return !after_.simulates({stage.lost, takers, shares});
}

// Survivor j is hit hardest when the k largest others are lost: its load grows by 1 / (1 - their
// sum).
void LossTable::worst_proportional(const Stage& stage, std::size_t k, Worst& worst) const {
  std::vector<std::size_t> largest(stage.units.size());
  std::iota(largest.begin(), largest.end(), std::size_t{0});
  std::ranges::stable_sort(largest, std::greater<>(),
                           [&](std::size_t i) { return stage.shares[i]; });
  const auto share = [&](std::size_t rank) { return stage.shares[largest[rank]]; };
  double rest = 0;  // of those beyond the k + 1 largest
  for (std::size_t rank = largest.size(); rank-- > k + 1;) rest += share(rank);
  std::size_t hit = 0;
  double hardest = -1;
  for (std::size_t rank = 0; rank < largest.size(); ++rank) {
    const double left = rank <= k ? rest + share(rank) : rest + share(k);
    const ServerIndex server = stage.units[largest[rank]].front();
    if (worst.within && overloaded_now(server)) continue;
    const double harmed = harm(at(server, left > 0 ? share(rank) / left : 0, now_));
    if (harmed > hardest) hardest = harmed, hit = rank;
  }
  std::vector<ServerIndex> lost = stage.lost;
  for (std::size_t rank = 0; rank < k + (hit < k ? 1 : 0); ++rank)
    if (rank != hit) append(lost, stage.units[largest[rank]]);
  worst.keep(recomputed(std::move(lost)));
}

void LossTable::worst_of_all_sets(const Stage& stage, std::size_t k, Worst& worst) const {
  for (std::size_t size = 1; size <= k; ++size) {
    std::vector<std::size_t> set(size);
    std::iota(set.begin(), set.end(), std::size_t{0});
    do {
      std::vector<ServerIndex> lost = stage.lost;
      for (const std::size_t i : set) append(lost, stage.units[i]);
      if (moves_traffic(lost)) worst.keep(recomputed(std::move(lost)));
    } while (next_subset(set, stage.units.size()));
  }
}

// One more at a time, each the one whose further loss does the most harm. Tried are the hardest
// hit: each step recomputes the pool, or simulates it.
void LossTable::worst_by_search(const Stage& stage, std::size_t k, Worst& worst) const {
  const std::size_t tried_a_step = after_.may_simulate() ? 16 : 64;
  std::vector<std::size_t> order(stage.units.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  if (stage.lost.empty())
    std::ranges::stable_sort(order, std::greater<>(), [&](std::size_t i) {
      const ServerIndex server = stage.units[i].front();
      return harm(at(server, standings_[server].share, now_));
    });
  std::vector<ServerIndex> lost = stage.lost;
  for (std::size_t step = 0; step < k; ++step) {
    Worst here;
    here.within = worst.within;
    std::size_t taken = 0;
    for (std::size_t tried = 0; tried < std::min(tried_a_step, order.size()); ++tried) {
      std::vector<ServerIndex> more = lost;
      append(more, stage.units[order[tried]]);
      if (!moves_traffic(more)) continue;
      Loss loss = recomputed(std::move(more));
      if (!here.loss || here.harm_of(loss) > here.harm_of(*here.loss)) taken = tried;
      here.keep(std::move(loss));
    }
    if (!here.loss) break;
    append(lost, stage.units[order[taken]]);
    order.erase(order.begin() + static_cast<std::ptrdiff_t>(taken));
    worst.keep(std::move(*here.loss));
  }
  worst.searched = true;
}

}  // namespace ek::predict
