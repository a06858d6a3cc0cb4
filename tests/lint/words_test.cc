#include "lint/words.h"

#include <gtest/gtest.h>

#include "lint/weights.h"

namespace ek::lint {
namespace {

TEST(Words, Figures) {
  EXPECT_EQ(percent(0.714285), "71.4 %");
  EXPECT_EQ(percent(1), "100.0 %");
  EXPECT_EQ(percent(0), "0 %");
  EXPECT_EQ(percent(0.00833), "0.83 %");
  EXPECT_EQ(percent(0.000249), "0.02 %");
  EXPECT_EQ(percent(0.00001), "<0.01 %");
  EXPECT_EQ(percent(0.9999), ">99.9 %");
  EXPECT_EQ(times(3.571), "3.6 times");
  EXPECT_EQ(times(83.2), "83 times");
  EXPECT_EQ(per_second(642.857), "643/s");
  EXPECT_EQ(per_second(64.2857), "64.3/s");
  EXPECT_EQ(per_second(12345), "12,345/s");
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

INSTANTIATE_TEST_SUITE_P(
    Weights, OddOneOut,
    testing::Values(OddCase{{100, 100, 1000, 100, 100}, 2}, OddCase{{1, 1, 10}, 2},
                    OddCase{{100, 120, 90, 1000}, 3}, OddCase{{100, 1, 100}, 1},
                    OddCase{{1, 2, 3, 5, 7}, -1}, OddCase{{100, 100, 200}, -1},
                    OddCase{{10, 10, 100, 100}, -1}, OddCase{{1, 100}, -1}, OddCase{{}, -1},
                    OddCase{{5, 5, 5}, -1}, OddCase{{1, 1, 3}, 2}, OddCase{{10, 10, 100, 1}, 2},
                    OddCase{{10, 10, 100, 0}, 2}, OddCase{{1, 2, 4, 8}, -1},
                    OddCase{{50, 100, 100, 200}, -1}, OddCase{{1, 10, 100}, -1},
                    OddCase{{0, 5, 5}, -1}, OddCase{{100, 100, 1, 1000}, 3},
                    OddCase{{2'000'000'000, 1, 2'000'000'000}, 1}));

TEST(OddOneOut, WeightsThatNobodyWroteAreNoMeasure) {
  model::Pool pool;
  for (const std::uint32_t weight : {10, 10, 100}) {
    pool.servers.emplace_back().weight.set(weight, {1, 1, 0});
  }
  for (int i = 0; i < 5; ++i) pool.servers.emplace_back();
  const auto odd = odd_one_out(pool, {0, 1, 2, 3, 4, 5, 6, 7});
  ASSERT_TRUE(odd);
  EXPECT_EQ(odd->server, 2u);
  EXPECT_EQ(odd->typical, 10u);
  EXPECT_EQ(odd->neighbours, 2u);
  EXPECT_EQ(odd->others, 7u);
}

// A place's column is capped: beyond it nobody knows where the weight stands, and a patch would
// change another word.
TEST(SetWeight, OffersNoPatchBeyondTheLastColumnThatAPlaceCanSay) {
  const std::string far_right = "  server a 10.0.0.1:80" + std::string(70'000, ' ') + "weight 100";
  text::Sources sources;
  const auto file = sources.add("t.cfg", far_right);
  model::Server server;
  server.weight.set(100, sources[*file].place(far_right.find("100"), *file));
  EXPECT_EQ(server.weight.at.column, text::column_max);
  EXPECT_FALSE(set_weight(server, 10, sources));
  model::Pool pool;
  EXPECT_EQ(finding_at_weight(pool, server, sources).at, server.at);
  server.weight.set(100, sources[*file].place(60'000, *file));
  EXPECT_TRUE(written_here(server.weight));
}

}  // namespace
}  // namespace ek::lint
