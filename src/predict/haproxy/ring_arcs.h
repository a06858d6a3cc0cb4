// The part of the hash range that belongs to each server of a ring: the closed form of consistent
// hashing, in whole hashes (2^32 of them), and what each loss hands to the neighbours.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "predict/haproxy/ring.h"

namespace ek::predict::haproxy {

// Hashes owned, one entry a server of the pool; they sum to 2^32 if the ring has points.
std::vector<std::uint64_t> arc_lengths(std::span<const RingPoint> points, std::size_t servers);

struct Gain {  // hashes that `to` gets when another server is gone
  ServerIndex to;
  std::uint64_t hashes;
};
// What the loss of one server hands to the others, each of them once, in the order of their
// indexes; `gains` is filled. O(its points). Empty when it has the ring to itself.
void arc_gains(const Ring& ring, const RingSeeds& seeds, ServerIndex lost,
               std::uint32_t fine_weight, std::vector<Gain>& gains);

std::vector<double> ring_shares(const Context& context, std::span<const ServerIndex> candidates);
void ring_losses(const Context& context, std::span<const ServerIndex> candidates,
                 std::span<const double> shares, const ShiftSink& sink);

}  // namespace ek::predict::haproxy
