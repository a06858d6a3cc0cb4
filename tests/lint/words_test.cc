#include "lint/words.h"

#include <gtest/gtest.h>

#include "lint/weights.h"

namespace ek::lint {
namespace {

TEST(Words, Figures) {
  EXPECT_EQ(percent(0.714285), "71.4 %");
  EXPECT_EQ(percent(1), "100.0 %");
  EXPECT_EQ(percent(0), "0.0 %");
  EXPECT_EQ(percent(0.000249), "0.025 %");
  EXPECT_EQ(times(3.571), "3.6 times");
  EXPECT_EQ(times(83.2), "83 times");
  EXPECT_EQ(per_second(642.857), "642.9/s");
  EXPECT_EQ(per_second(900), "900/s");
  EXPECT_EQ(duration(0.6), "600ms");
}

TEST(Words, Lists) {
  EXPECT_EQ(listed({"a"}), "a");
  EXPECT_EQ(listed({"a", "b"}), "a and b");
  EXPECT_EQ(listed({"a", "b", "c"}), "a, b and c");
  EXPECT_EQ(listed({"a", "b", "c", "d", "e"}), "a, b, c, d and e");
  EXPECT_EQ(listed({"a", "b", "c", "d", "e", "f"}), "a, b, c, d and 2 others");
  EXPECT_EQ(counted(1, "server"), "1 server");
  EXPECT_EQ(counted(0, "server"), "0 servers");
}

struct OddCase {
  std::vector<std::uint32_t> weights;
  int odd;  // index; -1: none
};

class OddOneOut : public testing::TestWithParam<OddCase> {};

TEST_P(OddOneOut, IsFound) {
  model::Pool pool;
  std::vector<predict::ServerIndex> all;
  for (const std::uint32_t weight : GetParam().weights) {
    all.push_back(static_cast<predict::ServerIndex>(pool.servers.size()));
    pool.servers.emplace_back().weight.value = weight;
  }
  const auto odd = odd_one_out(pool, all);
  EXPECT_EQ(odd ? static_cast<int>(odd->server) : -1, GetParam().odd);
}

INSTANTIATE_TEST_SUITE_P(Weights, OddOneOut,
                         testing::Values(OddCase{{100, 100, 1000, 100, 100}, 2},
                                         OddCase{{1, 1, 10}, 2}, OddCase{{100, 120, 90, 1000}, 3},
                                         OddCase{{100, 1, 100}, 1}, OddCase{{1, 2, 3, 5, 7}, -1},
                                         OddCase{{100, 100, 200}, -1},
                                         OddCase{{10, 10, 100, 100}, -1}, OddCase{{1, 100}, -1},
                                         OddCase{{}, -1}, OddCase{{5, 5, 5}, -1},
                                         OddCase{{1, 1, 3}, 2}));

}  // namespace
}  // namespace ek::lint
