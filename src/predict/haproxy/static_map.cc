#include "predict/haproxy/static_map.h"

#include <algorithm>
#include <limits>
#include <numeric>

#include "base/assert.h"

namespace ek::predict::haproxy {
namespace {

constexpr std::uint32_t nothing = std::numeric_limits<std::uint32_t>::max();

// Indices in order, with insertion, removal and "the first one" in O(log n): a bitmap of bitmaps.
class FirstOf {
 public:
  explicit FirstOf(std::size_t size) {
    do {
      size = (size + 63) / 64;
      levels_.emplace_back(size, 0);
    } while (size > 1);
  }
  void insert(std::uint32_t index) {
    for (auto& level : levels_) {
      level[index / 64] |= bit(index);
      index /= 64;
    }
  }
  void erase(std::uint32_t index) {
    for (auto& level : levels_) {
      if ((level[index / 64] &= ~bit(index)) != 0) return;
      index /= 64;
    }
  }
  std::uint32_t first() const {  // nothing: empty
    if (levels_.back()[0] == 0) return nothing;
    std::uint32_t index = 0;
    for (auto level = levels_.rbegin(); level != levels_.rend(); ++level)
      index = index * 64 + static_cast<std::uint32_t>(__builtin_ctzll((*level)[index]));
    return index;
  }

 private:
  static std::uint64_t bit(std::uint32_t index) { return std::uint64_t{1} << (index % 64); }
  std::vector<std::vector<std::uint64_t>> levels_;
};

// The servers, each in the class of its score: below 0, from 0, from the total up. Scores rise
// evenly, so the slot in which a server enters the next class is known beforehand. The scores sum
// up to the total, so at least one is above 0.
class Scores {
 public:
  Scores(std::span<const MapServer> servers, std::uint32_t slots)
      : servers_(servers),
        total_(slots),
        scores_(servers.size(), 0),
        since_(servers.size(), -1),
        due_(servers.size(), nothing),
        from_zero_(servers.size()),
        from_total_(servers.size()) {
    for (std::uint32_t i = 0; i < servers.size(); ++i) place(i, 0);
  }

  std::uint32_t winner(std::uint32_t slot) {
    while (!rises_.empty() && rises_.front().slot <= slot) {
      const Rise rise = rises_.front();
      std::pop_heap(rises_.begin(), rises_.end(), later);
      rises_.pop_back();
      if (due_[rise.index] == rise.slot) place(rise.index, rise.slot);
    }
    std::uint32_t best = from_total_.first();
    if (best == nothing) best = from_zero_.first();
    EK_ASSERT(best != nothing);
    scores_[best] = score(best, slot) - total_;
    since_[best] = slot;
    from_total_.erase(best);
    from_zero_.erase(best);
    place(best, slot + 1);
    return best;
  }

 private:
  struct Rise {
    std::uint32_t slot, index;
  };
  static bool later(const Rise& a, const Rise& b) { return a.slot > b.slot; }

  std::int64_t score(std::uint32_t i, std::uint32_t slot) const {
    return scores_[i] + std::int64_t{servers_[i].weight} * (std::int64_t{slot} - since_[i]);
  }
  // Puts a server in its class as of `slot` and notes when it will rise to the next one.
  void place(std::uint32_t i, std::uint32_t slot) {
    const std::int64_t now = score(i, slot);
    due_[i] = nothing;
    if (now >= total_) {
      from_zero_.erase(i);
      from_total_.insert(i);
      return;
    }
    if (now >= 0) from_zero_.insert(i);
    const std::int64_t weight = servers_[i].weight;
    const std::int64_t target = now >= 0 ? total_ : 0;
    const std::int64_t at = slot + (target - now + weight - 1) / weight;
    if (at >= total_) return;  // not within this map
    due_[i] = static_cast<std::uint32_t>(at);
    rises_.push_back({due_[i], i});
    std::push_heap(rises_.begin(), rises_.end(), later);
  }

  std::span<const MapServer> servers_;
  std::int64_t total_;
  std::vector<std::int64_t> scores_, since_;  // the score after slot `since`, before its rise
  std::vector<std::uint32_t> due_;
  std::vector<Rise> rises_;  // a heap; an entry counts while due_ agrees
  FirstOf from_zero_, from_total_;
};

// The rule itself, for weights that do not sum up to the slots.
std::vector<ServerIndex> build_uneven_map(std::span<const MapServer> servers, std::uint32_t slots) {
  std::vector<ServerIndex> map;
  std::vector<std::int64_t> scores(servers.size(), 0);
  for (std::uint32_t slot = 0; slot < slots; ++slot) {
    std::size_t best = 0;
    std::int64_t highest = std::numeric_limits<std::int64_t>::min();
    for (std::size_t i = 0; i < servers.size(); ++i) {
      scores[i] += servers[i].weight;
      const std::int64_t value = (scores[i] + slots) / slots;
      if (value > highest) {
        highest = value;
        best = i;
      }
    }
    map.push_back(servers[best].server);
    scores[best] -= slots;
  }
  return map;
}

}  // namespace

std::vector<ServerIndex> build_map(std::span<const MapServer> servers, std::uint32_t slots) {
  std::vector<ServerIndex> map;
  if (servers.empty() || slots == 0) return map;
  if (slots == 1) return {servers.front().server};
  std::uint64_t sum = 0;
  for (const MapServer& server : servers) sum += server.weight;
  if (sum != slots) return build_uneven_map(servers, slots);
  map.reserve(slots);
  Scores scores(servers, slots);
  for (std::uint32_t slot = 0; slot < slots; ++slot)
    map.push_back(servers[scores.winner(slot)].server);
  return map;
}

std::uint32_t common_divisor(std::span<const model::Server> servers) {
  std::uint32_t divisor = 0;
  for (const model::Server& server : servers) divisor = std::gcd(divisor, server.weight.value);
  return divisor == 0 ? 1 : divisor;
}

}  // namespace ek::predict::haproxy
