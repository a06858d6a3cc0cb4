// The points of a ring in their order, made a slice at a time: memory stays bounded whatever their
// number, and a pass takes about the same time for each.
//
// Points fall into buckets by the first bits of their hashes. Within a bucket four bytes tell a
// point: the rest of its hash, then the run that made it. As numbers they stand in the order of the
// ring, and of points that fall together the first server's of the file comes first.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

#include "predict/nginx/ring.h"

namespace ek::predict::nginx {

class RingOrder {
 public:
  // Keeps a reference. Makes every point once, to count them.
  explicit RingOrder(const RingOwners& owners);

  // Where there is room for longer slices there are fewer of them: four bytes a point.
  void set_slice(std::size_t points) { slice_points_ = points; }

  // Calls visit(hash, owner) for every point, in order and each hash once. Makes every point once a
  // slice.
  template <class Visit>
  void for_each(Visit visit) {
    points_.reserve(std::min<std::size_t>(owners_.points(), slice_points_));
    for (std::size_t begin = 0; begin < counts_.size();) {
      const std::size_t end = make_slice(begin);
      std::span<std::uint32_t> rest(points_);
      for (std::size_t bucket = begin; bucket < end; ++bucket) {
        const auto points = rest.first(counts_[bucket]);
        rest = rest.subspan(points.size());
        sort_bucket(points);
        visit_bucket(bucket, points, visit);
      }
      begin = end;
    }
    points_ = {};
  }

 private:
  template <class Visit>
  void visit_bucket(std::size_t bucket, std::span<const std::uint32_t> points, Visit& visit) const {
    const std::uint64_t high = std::uint64_t{bucket} << rest_bits_;
    std::uint64_t before = ~std::uint64_t{0};
    for (const std::uint32_t point : points) {
      const std::uint64_t hash = high | point >> run_bits_;
      if (hash == before) continue;
      before = hash;
      const std::uint32_t run = point & ((std::uint32_t{1} << run_bits_) - 1);
      visit(static_cast<std::uint32_t>(hash), one_run_each_ ? run : owners_.runs()[run].owner);
    }
  }
  std::size_t make_slice(std::size_t begin);  // returns its end
  void fill_slice(std::size_t begin, std::size_t end, std::span<std::uint32_t> places);
  void sort_bucket(std::span<std::uint32_t> points);

  const RingOwners& owners_;
  std::size_t slice_points_ = std::size_t{1} << 22;  // 16 MB
  bool one_run_each_;                                // then runs and owners have the same numbers
  std::uint32_t run_bits_;                           // of a run's number
  std::uint32_t rest_bits_;             // of a hash, without those that tell the bucket
  std::vector<std::uint32_t> counts_;   // by bucket
  std::vector<std::uint32_t> points_;   // of the slice
  std::vector<std::uint32_t> scratch_;  // of a bucket
};

}  // namespace ek::predict::nginx
