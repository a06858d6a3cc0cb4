// The ring of nginx's `hash <key> consistent`: weight * 160 points a server, on 0 .. 2^32-1.
//
// A point is a CRC-32 of the server's text as it is written in the file (host, a zero byte, port)
// and of the point before it. A key belongs to the first point at or after its CRC-32.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <span>
#include <string_view>
#include <vector>

#include "predict/nginx/peers.h"

namespace ek::predict::nginx {

inline constexpr std::uint32_t points_per_weight = 160;

// Servers written with the same text are one owner on the ring.
using OwnerId = std::uint32_t;

struct RingPoint {
  std::uint32_t hash = 0;
  OwnerId owner = 0;
};

// Who owns points: the primaries, grouped by their text.
class RingOwners {
 public:
  explicit RingOwners(const Context& context);

  std::uint32_t size() const { return static_cast<std::uint32_t>(members_.size()); }
  std::span<const ServerIndex> members(OwnerId owner) const { return members_[owner]; }
  std::uint64_t points() const { return points_; }

  // The points with first <= hash <= last, sorted, each hash once (the first server's of the file).
  // `points` is filled, `scratch` used; both keep their memory.
  void points_between(std::uint32_t first, std::uint32_t last, std::vector<RingPoint>& points,
                      std::vector<RingPoint>& scratch) const;

 private:
  struct Run {  // one server's points, without those that an equal text before it already has
    std::uint32_t base = 0;
    OwnerId owner = 0;
    std::uint64_t from = 0, to = 0;
  };
  // Each point of a run waits for the one before it; several runs of weight 1 do not wait for each
  // other.
  static constexpr std::size_t lanes = 4;
  using Chains = std::array<std::array<std::uint32_t, points_per_weight>, lanes>;
  bool abreast(std::size_t run) const;  // are this run and the next ones such?
  Chains chains(std::size_t run) const;

  std::vector<std::vector<ServerIndex>> members_;
  std::vector<Run> runs_;
  std::uint64_t points_ = 0;
};

// Calls `visit(points)` over the whole ring in order, a slice at a time, so that memory stays
// bounded whatever the number of points.
void for_each_slice(const RingOwners& owners,
                    const std::function<void(std::span<const RingPoint>)>& visit);

// The whole ring, for look-ups.
class Ring {
 public:
  explicit Ring(const RingOwners& owners);
  std::uint32_t size() const { return static_cast<std::uint32_t>(points_.size()); }
  OwnerId owner(std::uint32_t place) const { return points_[place].owner; }
  std::uint32_t place_of(std::uint32_t hash) const;  // of the first point >= hash; size(): none

 private:
  std::vector<RingPoint> points_;
  std::vector<std::uint32_t> starts_;  // by the top bits of a hash: the first place to look at
  std::uint32_t shift_ = 31;
};

}  // namespace ek::predict::nginx
