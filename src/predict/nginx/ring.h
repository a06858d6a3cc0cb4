// The ring of nginx's `hash <key> consistent`: weight * 160 points a server, on 0 .. 2^32-1.
//
// A point is a CRC-32 of the server's text as it is written in the file (host, a zero byte, port)
// and of the point before it. A key belongs to the first point at or after its CRC-32.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "predict/heirs.h"
#include "predict/nginx/peers.h"

namespace ek::predict::nginx {

inline constexpr std::uint32_t points_per_weight = 160;
// A ring of more points (210,000 of weight, 268 MB for look-ups; nginx needs twice as much) is not
// computed: with that many points shares follow the weights, and picks are not told.
inline constexpr std::uint64_t ring_points_max = std::uint64_t{1} << 25;

// The points of a pool's ring, before any falls together with another.
std::uint64_t ring_points(const Context& context);

// One server's points: each is made from the one before. A run leaves out the points that an equal
// text before it already has.
struct RingRun {
  std::uint32_t base = 0;  // the CRC-32 state after the server's text
  OwnerId owner = 0;
  std::uint32_t from = 0, to = 0;  // its points, of those that follow from the base
};

// Who owns points: the primaries; those written with the same text are one owner. At most
// ring_points_max points.
class RingOwners {
 public:
  explicit RingOwners(const Context& context);

  std::uint32_t size() const { return static_cast<std::uint32_t>(points_of_.size()); }
  std::span<const ServerIndex> members(OwnerId owner) const {
    return std::span(members_).subspan(first_[owner], first_[owner + 1] - first_[owner]);
  }
  std::uint32_t points() const { return points_; }
  std::span<const std::uint32_t> points_of() const { return points_of_; }  // by owner
  std::span<const RingRun> runs() const { return runs_; }  // in the order of the file

 private:
  std::vector<ServerIndex> members_;  // owner by owner
  std::vector<std::uint32_t> first_;  // by owner: where its members begin
  std::vector<std::uint32_t> points_of_;
  std::vector<RingRun> runs_;
  std::uint32_t points_ = 0;
};

// The whole ring, for look-ups. Points are grouped by the first bits of their hashes; four bytes
// tell a point, the rest of its hash and its owner, so that many of them stay in the cache.
class Ring {
 public:
  explicit Ring(const RingOwners& owners);
  std::uint32_t size() const { return starts_.back(); }
  OwnerId owner(std::uint32_t place) const {
    return points_[place] & ~(~OwnerId{0} << owner_bits_);
  }

  // Of the first point >= hash; size(): none. A window of points is looked at without a branch: the
  // place is mostly within the first, and where in it cannot be foreseen.
  std::uint32_t place_of(std::uint32_t hash) const {
    const std::uint32_t group = hash >> rest_bits_;
    const std::uint32_t least = (hash << owner_bits_) & least_mask_;
    const std::uint32_t end = starts_[group + 1];
    std::uint32_t place = starts_[group];
    while (true) {
      const std::uint32_t left = end - place;
      std::uint32_t before = 0;
#pragma GCC unroll 8
      for (std::uint32_t i = 0; i < window; ++i)
        before += static_cast<std::uint32_t>(points_[place + i] < least) &
                  static_cast<std::uint32_t>(i < left);
      place += before;
      if (before < window) return place;
    }
  }

 private:
  static constexpr std::uint32_t window = 8;
  std::uint32_t owner_bits_, rest_bits_, least_mask_;
  std::vector<std::uint32_t> points_;  // then a window of anything
  std::vector<std::uint32_t> starts_;  // by group: the place of its first point; then the end
};

}  // namespace ek::predict::nginx
