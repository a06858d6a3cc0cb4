// The least of a row of ranks, against a look at all of them after every change.
#include "predict/least_row.h"

#include <gtest/gtest.h>

#include "base/random.h"

namespace ek::predict {
namespace {

template <class Rank>
std::vector<std::uint32_t> least_slowly(const std::vector<Rank>& ranks) {
  std::vector<std::uint32_t> least;
  for (std::uint32_t i = 0; i < ranks.size(); ++i) {
    if (ranks[i] == LeastRow<Rank>::absent) continue;
    if (!least.empty() && ranks[i] < ranks[least[0]]) least.clear();
    if (least.empty() || ranks[i] == ranks[least[0]]) least.push_back(i);
  }
  return least;
}

template <class Rank>
std::optional<std::uint32_t> only(const std::vector<std::uint32_t>& least) {
  return least.size() == 1 ? std::optional(least[0]) : std::nullopt;
}

// Ranks out of so many: few, so that they are shared, or many.
template <class Rank>
void compare(std::size_t size, std::uint64_t ranks_in_all, base::Random& random) {
  std::vector<Rank> ranks(size, LeastRow<Rank>::absent);
  LeastRow<Rank> row(size);
  std::vector<std::uint32_t> found;
  for (int step = 0; step < 4000; ++step) {
    // Mostly the least or one that changed before it, as connections do.
    const auto near = row.known_least();
    const auto who =
        near && random.chance(0.4) ? *near : static_cast<std::uint32_t>(random.below(size));
    ranks[who] =
        random.chance(0.1) ? LeastRow<Rank>::absent : static_cast<Rank>(random.below(ranks_in_all));
    row.set(who, ranks[who]);
    const auto least = least_slowly(ranks);
    if (const auto known = row.known_least()) {
      ASSERT_EQ(std::vector{*known}, least) << size << " ranks, step " << step;
    }
    if (random.chance(0.3)) {
      row.find_least(found);
      ASSERT_EQ(found, least) << size << " ranks, step " << step;
    }
    if (random.chance(0.3)) {
      ASSERT_EQ(row.only_least(), only<Rank>(least)) << size << " ranks, step " << step;
    }
    if (random.chance(0.3)) {
      auto others = ranks;
      others[who] = LeastRow<Rank>::absent;
      ASSERT_EQ(row.least_but(who), only<Rank>(least_slowly(others))) << size << ", step " << step;
    }
  }
}

TEST(LeastRow, IsWhatALookAtAllFinds) {
  base::Random random(20261128);
  for (const std::size_t size : {1U, 2U, 3U, 10U, 31U, 32U, 33U, 70U, 300U})
    for (const std::uint64_t ranks : {2U, 7U, 40U, 1'000'000U}) {
      compare<double>(size, ranks, random);
      compare<std::uint64_t>(size, ranks, random);
    }
}

TEST(LeastRow, OfNothingHasNone) {
  LeastRow<double> none, absent(3);
  std::vector<std::uint32_t> found{1};
  EXPECT_FALSE(none.only_least());
  EXPECT_FALSE(absent.only_least());
  none.find_least(found);
  EXPECT_TRUE(found.empty());
  absent.find_least(found);
  EXPECT_TRUE(found.empty());
}

}  // namespace
}  // namespace ek::predict
