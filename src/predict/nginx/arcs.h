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

// What a pass tells. Lengths are in hashes, of 2^32 in all.
struct ArcSink {
  std::function<void(OwnerId owner, std::uint64_t length)> held;  // who answers for an arc
  // Whose it becomes when that owner is lost; may be empty: then it is not looked for.
  std::function<void(OwnerId lost, OwnerId heir, std::uint64_t length)> inherited;
};

// `open`: by owner, may keys end there? `losable`: by owner, are its heirs wanted?
void walk_arcs(const RingOwners& owners, std::span<const std::uint8_t> open,
               std::span<const std::uint8_t> losable, const ArcSink& sink);

}  // namespace ek::predict::nginx
