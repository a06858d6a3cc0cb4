#include "predict/point_order.h"

namespace ek::predict {
namespace {

void insertion_sort(std::span<std::uint32_t> numbers) {
  for (std::size_t i = 1; i < numbers.size(); ++i) {
    const std::uint32_t number = numbers[i];
    std::size_t at = i;
    for (; at > 0 && numbers[at - 1] > number; --at) numbers[at] = numbers[at - 1];
    numbers[at] = number;
  }
}

}  // namespace

// Dealt out by their first bits they nearly stand in order.
void sort_bucket(std::span<std::uint32_t> points, std::uint32_t bits,
                 std::vector<std::uint32_t>& scratch) {
  constexpr std::uint32_t dealt_bits = 7;
  constexpr std::size_t few = 16, many = 1024;
  if (points.size() > many) return std::sort(points.begin(), points.end());
  if (points.size() > few && bits > dealt_bits) {
    const std::uint32_t shift = bits - dealt_bits;
    std::array<std::uint16_t, std::size_t{1} << dealt_bits> place{};
    for (const std::uint32_t point : points) ++place[point >> shift];
    std::uint16_t sum = 0;
    for (std::uint16_t& count : place) {
      const std::uint16_t before = sum;
      sum = static_cast<std::uint16_t>(sum + count);
      count = before;
    }
    scratch.assign(points.begin(), points.end());
    for (const std::uint32_t point : scratch) points[place[point >> shift]++] = point;
  }
  insertion_sort(points);
}

}  // namespace ek::predict
