#include "predict/nginx/ring_order.h"

#include <algorithm>
#include <array>
#include <bit>

#include "predict/nginx/crc32.h"

namespace ek::predict::nginx {
namespace {

constexpr std::uint32_t bucket_points = 128;  // about; a bucket is sorted within the first cache

// Calls visit(hash, run) for the points of one run.
template <class Visit>
void make_run(const RingRun& run, std::uint32_t number, Visit& visit) {
  std::uint32_t hash = 0;
  for (std::uint32_t n = 0; n < run.to; ++n) {
    hash = ~crc_word(run.base, hash);
    if (n >= run.from) visit(hash, number);
  }
}

// Of all runs. Each point needs the one before it, so four runs of one length are followed side by
// side, in registers of their own: the processor waits for none of them.
template <class Visit>
void make_points(std::span<const RingRun> runs, Visit visit) {
  const auto all = static_cast<std::uint32_t>(runs.size());
  std::uint32_t first = 0;
  while (first < all) {
    const RingRun* row = &runs[first];
    const bool alike = all - first >= 4 && std::all_of(row, row + 4, [&](const RingRun& run) {
                         return run.from == 0 && run.to == row->to;
                       });
    if (!alike) {
      make_run(*row, first++, visit);
      continue;
    }
    std::uint32_t a = 0, b = 0, c = 0, d = 0;
    for (std::uint32_t n = 0; n < row->to; ++n) {
      a = ~crc_word(row[0].base, a);
      b = ~crc_word(row[1].base, b);
      c = ~crc_word(row[2].base, c);
      d = ~crc_word(row[3].base, d);
      visit(a, first);
      visit(b, first + 1);
      visit(c, first + 2);
      visit(d, first + 3);
    }
    first += 4;
  }
}

void insertion_sort(std::span<std::uint32_t> numbers) {
  for (std::size_t i = 1; i < numbers.size(); ++i) {
    const std::uint32_t number = numbers[i];
    std::size_t at = i;
    for (; at > 0 && numbers[at - 1] > number; --at) numbers[at] = numbers[at - 1];
    numbers[at] = number;
  }
}

}  // namespace

RingOrder::RingOrder(const RingOwners& owners) : owners_(owners) {
  const auto runs = static_cast<std::uint32_t>(owners.runs().size());
  one_run_each_ = runs == owners.size();
  run_bits_ = static_cast<std::uint32_t>(std::bit_width(runs));
  // With fewer bits for buckets than for runs a point would not fit into four bytes.
  const auto wanted = static_cast<std::uint32_t>(std::bit_width(owners.points() / bucket_points));
  rest_bits_ = 32 - std::max({run_bits_, wanted, 1U});
  counts_.assign(std::size_t{1} << (32 - rest_bits_), 0);
  make_points(owners.runs(),
              [&](std::uint32_t hash, std::uint32_t) { ++counts_[hash >> rest_bits_]; });
}

std::size_t RingOrder::make_slice(std::size_t begin) {
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
void RingOrder::fill_slice(std::size_t begin, std::size_t end, std::span<std::uint32_t> places) {
  struct Made {
    std::uint32_t hash, run;
  };
  std::array<Made, 512> gathered;
  std::size_t count = 0;
  const std::uint32_t rest = (std::uint32_t{1} << rest_bits_) - 1;
  const auto store = [&] {
    for (std::size_t i = 0; i < count; ++i) {
      const auto [hash, run] = gathered[i];
      points_[places[(hash >> rest_bits_) - begin]++] = (hash & rest) << run_bits_ | run;
    }
    count = 0;
  };
  make_points(owners_.runs(), [&](std::uint32_t hash, std::uint32_t run) {
    gathered[count] = {hash, run};
    count += (hash >> rest_bits_) - begin < end - begin ? 1 : 0;
    if (count == gathered.size()) store();
  });
  store();
}

// Hashes are spread evenly: dealt out by their first bits they nearly stand in order.
void RingOrder::sort_bucket(std::span<std::uint32_t> points) {
  constexpr std::uint32_t bits = 7;
  constexpr std::size_t few = 16, many = 1024;
  if (points.size() > many) return std::sort(points.begin(), points.end());
  if (points.size() > few) {
    const std::uint32_t shift = rest_bits_ + run_bits_ - bits;
    std::array<std::uint16_t, std::size_t{1} << bits> place{};
    for (const std::uint32_t point : points) ++place[point >> shift];
    std::uint16_t sum = 0;
    for (std::uint16_t& count : place) {
      const std::uint16_t before = sum;
      sum = static_cast<std::uint16_t>(sum + count);
      count = before;
    }
    scratch_.assign(points.begin(), points.end());
    for (const std::uint32_t point : scratch_) points[place[point >> shift]++] = point;
  }
  insertion_sort(points);
}

}  // namespace ek::predict::nginx
