// Smooth weighted round robin, nginx's default method and every other method's last resort.
//
// At each pick every open server's current value grows by its weight; the greatest (the first in
// the file among equals) is chosen and its value falls by the sum of all weights that took part. So
// over sum/gcd picks every server is chosen exactly weight/gcd times, and never in a clump.
#pragma once

#include <cstdint>
#include <vector>

#include "predict/nginx/attempt.h"
#include "predict/nginx/peers.h"

namespace ek::predict::nginx {

// Remembers one whole cycle of a group's picks while nothing changes, and repeats it. Exactly the
// same picks, without the walk over all servers; tests/predict/nginx/cycle_test.cc compares both.
class Cycle {
 public:
  // Longer cycles are not remembered: 4 MB a pool at most.
  static constexpr std::size_t length_max = std::size_t{1} << 20;

  Cycle(const Peers& peers, const Group& group);

  // The next pick among the open servers of the group. Only while peers.steady().
  PeerId next(Peers& peers);
  // Before anything else reads or changes `current`: puts the values where `next` left off.
  void settle(Peers& peers) {
    if (phase_ != Phase::idle) put_back(peers);
  }

 private:
  enum class Phase : std::uint8_t { idle, learning, repeating, too_long };
  void put_back(Peers& peers);
  void begin_learning(const Peers& peers);
  void learn(const Peers& peers, PeerId picked);
  void mark_start(const Peers& peers);

  Group group_;
  Phase phase_ = Phase::idle;
  std::uint64_t changes_ = 0;            // of peers, when learning began
  std::vector<std::int64_t> at_start_;   // `current` at the beginning of the cycle
  std::vector<std::uint8_t> took_part_;  // who was open then
  std::vector<PeerId> picks_;
  std::vector<std::uint32_t> counts_;  // scratch of settle()
  std::size_t length_ = 0, position_ = 0;
  std::int64_t total_ = 0;
};

// Walks the open, untried servers of the group once; no_peer when there is none. With `accept`,
// only servers for which it holds.
template <class Accept>
PeerId smooth_walk(Peers& peers, const Group& group, const Attempt* attempt, std::int64_t now_s,
                   Accept accept) {
  PeerId best = no_peer;
  std::int64_t total = 0;
  for (PeerId id = group.begin; id < group.end; ++id) {
    if ((attempt != nullptr && attempt->tried(id)) || !peers.open(id, now_s) || !accept(id))
      continue;
    peers.current[id] += peers.effective[id];
    total += peers.effective[id];
    peers.strengthen(id);
    if (best == no_peer || peers.current[id] > peers.current[best]) best = id;
  }
  if (best != no_peer) peers.current[best] -= total;
  return best;
}

// The whole method: primaries, then backups, each with its own cycle.
class RoundRobin {
 public:
  explicit RoundRobin(const Peers& peers);

  PeerId choose(Peers& peers, Attempt& attempt, std::int64_t now_s);
  void settle(Peers& peers) {  // before another part of the method touches `current`
    primaries_.settle(peers);
    backups_.settle(peers);
  }

 private:
  PeerId choose_in(Peers& peers, const Group& group, Cycle& cycle, Attempt& attempt,
                   std::int64_t now_s);
  PeerId choose_sticky(Peers& peers, const Group& group, Attempt& attempt, std::int64_t now_s);

  Cycle primaries_, backups_;
};

// The server that the request's sticky session names, if it can take the request now.
PeerId sticky_choice(const Peers& peers, const Group& group, const Attempt& attempt,
                     std::int64_t now_s);

}  // namespace ek::predict::nginx
