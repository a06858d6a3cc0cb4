// The ring of `hash-type consistent` and of `balance random`: 16 points for each unit of weight, at
// hashes of the server's id (or address, `hash-key`) and the point's number.
//
// A hash belongs to the nearer of the two points around it; halfway, to the one before.
//
// Source: configuration manual, `hash-type consistent`; measured on 2.6.12, 3.0.0, 3.2.0 and 3.4.0.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "predict/algorithm.h"

namespace ek::predict::haproxy {

struct RingPoint {
  std::uint32_t hash;
  ServerIndex server;
  friend bool operator==(const RingPoint&, const RingPoint&) = default;
};

// Where a server's points start from: its id by default.
struct RingSeeds {
  std::vector<std::uint32_t> seeds;  // one a server
  std::uint32_t point(ServerIndex server, std::uint32_t number) const;
};

RingSeeds ring_seeds(const Context& context);

// A ring of more points (262,144 of weight; 34 MB here, over 200 MB in the program) is not laid
// out: shares then follow the weights, and single picks are not told.
inline constexpr std::uint64_t ring_points_max = std::uint64_t{1} << 22;
std::uint64_t ring_points(const Context& context);
inline bool ring_too_large(const Context& context) {
  return ring_points(context) > ring_points_max;
}
// "the ring has 163840000 points, …": why such a pool is approximate.
std::string ring_too_large_reason(const Context& context);

// Points sorted by hash; equal hashes in the order of insertion. Lookups take O(1) on average.
class Ring {
 public:
  // Points 0 … fine_weight - 1 of each server, in the order given.
  void build(const RingSeeds& seeds, std::span<const ServerIndex> servers,
             std::span<const std::uint32_t> fine_weights);
  // Adds points first … last - 1 of a server behind equal ones, or takes them away.
  void add(const RingSeeds& seeds, ServerIndex server, std::uint32_t first, std::uint32_t last);
  void remove(const RingSeeds& seeds, ServerIndex server, std::uint32_t first, std::uint32_t last);

  bool empty() const { return size_ == 0; }
  std::size_t size() const { return size_; }
  std::span<const RingPoint> points() const { return std::span(points_).first(size_); }
  std::size_t nearest(std::uint32_t hash) const {  // index; the ring is not empty
    const std::size_t next = first_from(hash);
    if (next == 0 || next == size_) [[unlikely]]
      return nearest_at_seam(hash);
    const std::uint32_t back = hash - points_[next - 1].hash, ahead = points_[next].hash - hash;
    return next - static_cast<std::size_t>(back <= ahead);
  }
  std::size_t index_of(const RingPoint& point) const;  // the point is there
  std::size_t after(std::size_t index) const { return index + 1 == size_ ? 0 : index + 1; }

 private:
  static constexpr std::size_t window = 4;

  // Index of the first point >= hash; may be size(). A window of points is looked at without a
  // branch: the point is mostly within the first, and where in it cannot be foreseen.
  std::size_t first_from(std::uint32_t hash) const {
    std::size_t at = starts_[hash >> shift_];
    while (true) {
      std::size_t before = 0;
      for (std::size_t i = 0; i < window; ++i)
        before += static_cast<std::size_t>(points_[at + i].hash < hash);
      at += before;
      if (before < window) return at;
    }
  }
  std::size_t nearest_at_seam(std::uint32_t hash) const;
  void index();

  std::vector<RingPoint> points_;  // then a window of points that are not before any hash
  std::size_t size_ = 0;
  std::vector<std::uint32_t> starts_;  // by the top bits of a hash: the first point from there on
  int shift_ = 32;
};

}  // namespace ek::predict::haproxy
