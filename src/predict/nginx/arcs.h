// The closed form of `hash <key> consistent`: how long each owner's arcs of the ring are, and whose
// arcs they become when it is lost. One pass over the points in order; linear in their number.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "predict/nginx/ring.h"

namespace ek::predict::nginx {

inline constexpr OwnerId no_owner = ~OwnerId{0};  // the keys end in round robin

// An arc and where its keys go. Lengths are in hashes, of 2^32 in all.
struct Arc {
  std::uint64_t length = 0;
  OwnerId holder = no_owner;
  OwnerId heir = no_owner;  // whose it becomes when the holder is lost, where that was asked
};

// Calls `visit` once an arc. `open`: by owner, may keys end there? `losable`: by owner, is its heir
// wanted? Empty: nobody's.
void walk_arcs(const RingOwners& owners, std::span<const std::uint8_t> open,
               std::span<const std::uint8_t> losable,
               const std::function<void(const Arc& arc)>& visit);

}  // namespace ek::predict::nginx
