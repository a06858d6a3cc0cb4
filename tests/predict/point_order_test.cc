// A ring's points in their order, against a plain sort of all of them.
#include "predict/point_order.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "base/random.h"

namespace ek::predict {
namespace {

using Point = std::pair<std::uint32_t, std::uint32_t>;  // hash, maker

struct GivenPoints {
  std::vector<Point> points;
  std::uint32_t all_makers = 0;

  std::uint32_t makers() const { return all_makers; }
  std::size_t size() const { return points.size(); }
  template <class Visit>
  void make(Visit visit) const {
    for (const auto& [hash, maker] : points) visit(hash, maker);
  }
};

// Hashes of few bits fall together, and crowd in some of the buckets.
GivenPoints random_points(base::Random& random, std::uint32_t makers, std::size_t points) {
  GivenPoints given{{}, makers};
  const int hash_bits = static_cast<int>(4 + random.below(29));
  for (std::size_t i = 0; i < points; ++i)
    given.points.emplace_back(static_cast<std::uint32_t>(random.bits() >> (64 - hash_bits)),
                              static_cast<std::uint32_t>(random.below(makers)));
  return given;
}

TEST(PointOrder, IsThatOfASortInSlicesOfAnyLength) {
  base::Random random(5);
  for (int round = 0; round < 200; ++round) {
    const auto makers = static_cast<std::uint32_t>(1 + random.below(round % 10 == 0 ? 5000 : 40));
    const GivenPoints given = random_points(random, makers, random.below(6000));
    auto expected = given.points;
    std::sort(expected.begin(), expected.end());
    std::vector<Point> visited;
    PointOrder order(given);
    order.set_slice(1 + random.below(given.size() + 2));
    order.for_each(
        [&](std::uint32_t hash, std::uint32_t maker) { visited.emplace_back(hash, maker); });
    ASSERT_EQ(visited, expected) << "round " << round;
  }
}

}  // namespace
}  // namespace ek::predict
