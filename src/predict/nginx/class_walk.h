// The closed form of methods whose keys fall into few classes, each with one fixed walk over slots:
// ip_hash, and hash with keys of one length. Everything is counted, nothing assumed.
#pragma once

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "predict/nginx/attempt.h"
#include "predict/nginx/slots.h"
#include "predict/nginx/spread.h"

namespace ek::predict::nginx {

// Where the keys of one class go, one slot after the other. `Steps` gives the running hash after
// each further try: std::uint32_t next().
template <class Steps>
struct ClassWalk {
  Steps steps;
  double part = 0;  // of all keys
  std::uint32_t looked_at = 0;

  // The next of `spread`'s candidates other than `but`; no_server: into round robin.
  ServerIndex next_candidate(const Peers& peers, const Slots& slots, const Spread& spread,
                             ServerIndex but) {
    const auto total = static_cast<std::uint64_t>(slots.total());
    while (total > 0 && looked_at++ <= unsuitable_max) {
      const ServerIndex server = peers.server(slots.owner(steps.next() % total));
      if (server != but && spread.is_candidate(server)) return server;
    }
    return no_server;
  }
};

template <class Steps>
std::vector<double> class_shares(const Context& context, std::span<const ServerIndex> candidates,
                                 std::vector<ClassWalk<Steps>> walks) {
  const Peers peers(context);
  const Slots slots(peers, peers.primary());
  Spread spread(context, candidates);
  for (ClassWalk<Steps>& walk : walks) {
    const ServerIndex server = walk.next_candidate(peers, slots, spread, no_server);
    if (server == no_server)
      spread.add_rotated(walk.part);
    else
      spread.add(server, walk.part);
  }
  return spread.take_shares();
}

// Every class has one server, so its walk is followed further for one loss alone.
template <class Steps>
void class_losses(const Context& context, std::span<const ServerIndex> candidates,
                  std::vector<ClassWalk<Steps>> walks, const ShiftSink& sink) {
  const Peers peers(context);
  const Slots slots(peers, peers.primary());
  Spread spread(context, candidates);
  std::vector<std::vector<std::uint32_t>> held(context.pool.servers.size());
  double rotated = 0, weight = 0;
  for (std::uint32_t i = 0; i < walks.size(); ++i) {
    const ServerIndex server = walks[i].next_candidate(peers, slots, spread, no_server);
    if (server == no_server)
      rotated += walks[i].part;
    else
      held[server].push_back(i);
  }
  for (const ServerIndex i : candidates) weight += context.pool.servers[i].weight.value;
  for (const ServerIndex lost : candidates) {
    spread.add_rotated(rotated * context.pool.servers[lost].weight.value / weight);
    for (const std::uint32_t i : held[lost]) {
      const ServerIndex next = walks[i].next_candidate(peers, slots, spread, lost);
      if (next == no_server)
        spread.add_rotated(walks[i].part);
      else
        spread.add(next, walks[i].part);
    }
    sink(lost, spread.take_shift(lost));
  }
}

}  // namespace ek::predict::nginx
