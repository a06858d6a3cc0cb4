// The points of a ring in their order, made a slice at a time: memory stays bounded whatever their
// number, and a pass takes about the same time for each.
//
// Points fall into buckets by the first bits of their hashes. Within a bucket four bytes tell a
// point: the rest of its hash, then who made it. As numbers they stand in the order of the ring,
// and of points that fall together the one of the first maker comes first.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <span>
#include <vector>

namespace ek::predict {

// `Points` has makers(), who are numbered from 0, size(), how many points they make in all, and
// make(visit), which calls visit(hash, maker) for each, in any order and always the same.
template <class Points>
class PointOrder {
 public:
  // Makes every point once, to count them.
  explicit PointOrder(Points points);

  // Where there is room for longer slices there are fewer of them: four bytes a point.
  void set_slice(std::size_t points) { slice_points_ = points; }

  // Calls visit(hash, maker) for every point in order. Makes every point once a slice.
  template <class Visit>
  void for_each(Visit visit);

 private:
  std::size_t make_slice(std::size_t begin);  // returns its end
  void fill_slice(std::size_t begin, std::size_t end, std::span<std::uint32_t> places);

  Points all_;
  std::size_t slice_points_ = std::size_t{1} << 22;  // 16 MB
  std::uint32_t maker_bits_;                         // of a maker's number
  std::uint32_t rest_bits_;             // of a hash, without those that tell the bucket
  std::vector<std::uint32_t> counts_;   // by bucket
  std::vector<std::uint32_t> points_;   // of the slice
  std::vector<std::uint32_t> scratch_;  // of a bucket
};

// Sorts a bucket whose points are numbers below 2^bits, spread evenly.
void sort_bucket(std::span<std::uint32_t> points, std::uint32_t bits,
                 std::vector<std::uint32_t>& scratch);

template <class Points>
PointOrder<Points>::PointOrder(Points points) : all_(std::move(points)) {
  constexpr std::uint32_t bucket_points = 128;  // about; a bucket is sorted within the first cache
  maker_bits_ = static_cast<std::uint32_t>(std::bit_width(all_.makers()));
  // With fewer bits for buckets than for makers a point would not fit into four bytes.
  const auto wanted = static_cast<std::uint32_t>(std::bit_width(all_.size() / bucket_points));
  rest_bits_ = 32 - std::max({maker_bits_, wanted, 1U});
  counts_.assign(std::size_t{1} << (32 - rest_bits_), 0);
  all_.make([&](std::uint32_t hash, std::uint32_t) { ++counts_[hash >> rest_bits_]; });
}

template <class Points>
template <class Visit>
void PointOrder<Points>::for_each(Visit visit) {
  points_.reserve(std::min<std::size_t>(all_.size(), slice_points_));
  const std::uint32_t maker_mask = (std::uint32_t{1} << maker_bits_) - 1;
  for (std::size_t begin = 0; begin < counts_.size();) {
    const std::size_t end = make_slice(begin);
    std::span<std::uint32_t> rest(points_);
    for (std::size_t bucket = begin; bucket < end; ++bucket) {
      const auto points = rest.first(counts_[bucket]);
      rest = rest.subspan(points.size());
      sort_bucket(points, rest_bits_ + maker_bits_, scratch_);
      const std::uint32_t high = static_cast<std::uint32_t>(bucket) << rest_bits_;
      for (const std::uint32_t point : points)
        visit(high | point >> maker_bits_, point & maker_mask);
    }
    begin = end;
  }
  std::vector<std::uint32_t>().swap(points_);  // gives the room back
}

template <class Points>
std::size_t PointOrder<Points>::make_slice(std::size_t begin) {
  std::vector<std::uint32_t> places;
  std::size_t end = begin, points = 0;
  while (end < counts_.size() && (end == begin || points + counts_[end] <= slice_points_)) {
    places.push_back(static_cast<std::uint32_t>(points));
    points += counts_[end++];
  }
  points_.resize(points);
  fill_slice(begin, end, places);
  return end;
}

// Points are gathered before it is asked whether they lie in the slice: a branch a point, taken as
// chance will have it, would cost more than the points.
template <class Points>
void PointOrder<Points>::fill_slice(std::size_t begin, std::size_t end,
                                    std::span<std::uint32_t> places) {
  struct Made {
    std::uint32_t hash, maker;
  };
  std::array<Made, 512> gathered;
  std::size_t count = 0;
  const std::uint32_t rest = (std::uint32_t{1} << rest_bits_) - 1;
  const auto store = [&] {
    for (std::size_t i = 0; i < count; ++i) {
      const auto [hash, maker] = gathered[i];
      points_[places[(hash >> rest_bits_) - begin]++] = (hash & rest) << maker_bits_ | maker;
    }
    count = 0;
  };
  all_.make([&](std::uint32_t hash, std::uint32_t maker) {
    gathered[count] = {hash, maker};
    count += (hash >> rest_bits_) - begin < end - begin ? 1 : 0;
    if (count == gathered.size()) store();
  });
  store();
}

}  // namespace ek::predict
