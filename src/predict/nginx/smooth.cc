#include "predict/nginx/smooth.h"

#include <algorithm>
#include <numeric>

namespace ek::predict::nginx {
namespace {

constexpr auto any_peer = [](PeerId) { return true; };

}  // namespace

Cycle::Cycle(const Peers& peers, const Group& group) : group_(group) {
  at_start_.resize(group.size());
  took_part_.resize(group.size());
  counts_.resize(group.size());
  // A part of the group may have a smaller divisor and so a longer cycle: room for any of them.
  std::int64_t longest = 0;
  for (PeerId id = group.begin; id < group.end; ++id) longest += peers.weight(id);
  picks_.resize(std::min(static_cast<std::size_t>(longest), length_max));
}

void Cycle::mark_start(const Peers& peers) {
  position_ = 0;
  std::copy_n(peers.current.begin() + group_.begin, group_.size(), at_start_.begin());
}

void Cycle::begin_learning(const Peers& peers) {
  std::int64_t divisor = 0;
  total_ = 0;
  for (PeerId id = group_.begin; id < group_.end; ++id) {
    const bool open = peers.open(id, 0);
    took_part_[id - group_.begin] = open;
    if (!open) continue;
    divisor = std::gcd(divisor, peers.weight(id));
    total_ += peers.weight(id);
  }
  changes_ = peers.changes();
  phase_ = Phase::too_long;
  if (divisor == 0) return;
  length_ = static_cast<std::size_t>(total_ / divisor);
  if (length_ > picks_.size()) return;
  mark_start(peers);
  phase_ = Phase::learning;
}

void Cycle::learn(const Peers& peers, PeerId picked) {
  picks_[position_++] = picked;
  if (position_ < length_) return;
  // After total/divisor picks the values stand where they stood, unless the group is still settling
  // after a change: then the next stretch is tried.
  if (std::equal(at_start_.begin(), at_start_.end(), peers.current.begin() + group_.begin)) {
    phase_ = Phase::repeating;
    position_ = 0;
  } else {
    mark_start(peers);
  }
}

PeerId Cycle::next(Peers& peers) {
  if (phase_ == Phase::repeating && changes_ == peers.changes()) {
    const PeerId picked = picks_[position_];
    if (++position_ == length_) position_ = 0;
    return picked;
  }
  if (phase_ != Phase::idle && changes_ != peers.changes()) settle(peers);
  if (phase_ == Phase::idle) begin_learning(peers);
  const PeerId picked = smooth_walk(peers, group_, nullptr, 0, any_peer);
  if (phase_ == Phase::learning && picked != no_peer) learn(peers, picked);
  return picked;
}

void Cycle::put_back(Peers& peers) {
  const bool behind = phase_ == Phase::repeating && position_ > 0;
  phase_ = Phase::idle;
  if (!behind) return;
  std::fill(counts_.begin(), counts_.end(), 0);
  for (std::size_t i = 0; i < position_; ++i) ++counts_[picks_[i] - group_.begin];
  const auto steps = static_cast<std::int64_t>(position_);
  for (PeerId id = group_.begin; id < group_.end; ++id) {
    const std::size_t i = id - group_.begin;
    if (took_part_[i] == 0) continue;
    peers.current[id] = at_start_[i] + steps * peers.weight(id) - counts_[i] * total_;
  }
}

RoundRobin::RoundRobin(const Peers& peers)
    : primaries_(peers, peers.primary()), backups_(peers, peers.backup()) {}

PeerId RoundRobin::choose(Peers& peers, Attempt& attempt, std::int64_t now_s) {
  if (!attempt.on_backups) {
    const PeerId picked = choose_in(peers, peers.primary(), primaries_, attempt, now_s);
    if (picked != no_peer || peers.backup().size() == 0) return picked;
    attempt.on_backups = true;  // for the rest of this request
  }
  return choose_in(peers, peers.backup(), backups_, attempt, now_s);
}

PeerId RoundRobin::choose_in(Peers& peers, const Group& group, Cycle& cycle, Attempt& attempt,
                             std::int64_t now_s) {
  if (group.single) return peers.usable_alone(group.begin) ? group.begin : no_peer;
  if (peers.steady() && !attempt.any_tried() && attempt.sticky == no_peer) return cycle.next(peers);
  cycle.settle(peers);
  if (attempt.sticky != no_peer) return choose_sticky(peers, group, attempt, now_s);
  return smooth_walk(peers, group, &attempt, now_s, any_peer);
}

// A sticky request takes its turn out of the rotation, at most once in a row: its server pays for
// it.
PeerId RoundRobin::choose_sticky(Peers& peers, const Group& group, Attempt& attempt,
                                 std::int64_t now_s) {
  const PeerId named = sticky_choice(peers, group, attempt, now_s);
  if (named == no_peer) return smooth_walk(peers, group, &attempt, now_s, any_peer);
  if (peers.current[named] <= peers.weight(named) - group.total_weight) return named;
  std::int64_t total = 0;
  for (PeerId id = group.begin; id < group.end; ++id) {
    if (attempt.tried(id) || !peers.open(id, now_s)) continue;
    peers.current[id] += peers.effective[id];
    total += peers.effective[id];
    peers.strengthen(id);
  }
  peers.current[named] -= total;
  return named;
}

PeerId sticky_choice(const Peers& peers, const Group& group, const Attempt& attempt,
                     std::int64_t now_s) {
  const PeerId id = attempt.sticky;
  if (id == no_peer || id < group.begin || id >= group.end) return no_peer;
  return !attempt.tried(id) && peers.open(id, now_s) ? id : no_peer;
}

}  // namespace ek::predict::nginx
