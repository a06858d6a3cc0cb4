// What hash, ip_hash and random share: draw slots until their server is suitable, else round robin.
#pragma once

#include "predict/nginx/attempt.h"
#include "predict/nginx/slots.h"
#include "predict/nginx/smooth.h"

namespace ek::predict::nginx {

// `next` gives the next slot to look at. no_peer: too many were unsuitable.
template <class Next>
PeerId walk_slots(const Peers& peers, const Slots& slots, Attempt& attempt, std::int64_t now_s,
                  Next next) {
  if (slots.total() == 0) return no_peer;  // backups alone, which nginx refuses
  do {
    const PeerId id = slots.owner(next());
    if (!attempt.tried(id) && peers.open(id, now_s)) return id;
  } while (!attempt.give_up());
  return no_peer;
}

}  // namespace ek::predict::nginx
