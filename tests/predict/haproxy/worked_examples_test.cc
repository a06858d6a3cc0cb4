// The worked examples: figures that were measured on the running HAProxy 2.6.12 or derived from its
// ring, as predictions.
#include <gtest/gtest.h>

#include <numeric>

#include "predict/haproxy/limits.h"
#include "predict/haproxy/pool_builder.h"

namespace ek::predict::haproxy::test {
namespace {

using model::HashMapping;

// Per cent of 100,000 addresses that another server gets.
double moved(const Bench& before, const Bench& after) {
  const auto one = before.picker(), two = after.picker();
  constexpr int keys = 100000;
  int different = 0;
  for (int i = 0; i < keys; ++i) {
    const std::string key = "/page/" + std::to_string(i);
    different += before.name(one->pick(key)) != after.name(two->pick(key)) ? 1 : 0;
  }
  return 100.0 * different / keys;
}

Bench ring(const std::vector<std::string>& names, const std::vector<std::uint32_t>& ids = {},
           std::uint32_t weight = 1) {
  Bench made = hashing_bench("uri", HashMapping::consistent,
                             std::vector<std::uint32_t>(names.size(), weight));
  for (std::size_t i = 0; i < names.size(); ++i) {
    made.pool.servers[i].name = names[i];
    if (!ids.empty()) made.pool.servers[i].id.value = ids[i];
  }
  return made;
}

TEST(WorkedExamples, ReorderingTheLinesOfAConsistentHashMovesMostKeys) {
  const Bench five = ring({"a", "b", "c", "d", "e"});
  EXPECT_NEAR(moved(five, ring({"e", "d", "c", "b", "a"})), 79.0, 1.5);
  EXPECT_NEAR(moved(five, ring({"n", "a", "b", "c", "d", "e"})), 97.1, 3);
  // Appended, a server moves what it takes over: its own arcs.
  EXPECT_NEAR(moved(five, ring({"a", "b", "c", "d", "e", "n"})), 19.2, 0.5);
  EXPECT_NEAR(
      moved(ring({"a", "b", "c", "d", "e"}, {}, 2), ring({"a", "b", "c", "d", "e", "n"}, {}, 2)),
      16.3, 0.5);
}

TEST(WorkedExamples, AnExplicitIdKeepsTheOthersKeys) {
  const Bench five = ring({"a", "b", "c", "d", "e"});
  const Bench appended = ring({"a", "b", "c", "d", "e", "n"});
  const Bench on_top = ring({"n", "a", "b", "c", "d", "e"}, {6, 1, 2, 3, 4, 5});
  EXPECT_EQ(moved(five, on_top), moved(five, appended));
  EXPECT_EQ(moved(appended, on_top), 0);
}

TEST(WorkedExamples, IdleLeastconnIgnoresWeights) {
  const Bench pool = bench("leastconn", {1, 2, 3, 5, 7});
  const auto picker = pool.picker();
  std::vector<int> counts(5, 0);
  for (int i = 0; i < 500; ++i) {
    const ServerIndex server = picker->pick({});
    picker->take(server);
    picker->drop(server);
    ++counts[server];
  }
  EXPECT_EQ(counts, (std::vector<int>{100, 100, 100, 100, 100}));
  EXPECT_EQ(pool.shares(), std::vector<double>(5, 0.2));
}

TEST(WorkedExamples, RandomFollowsArcsNotWeights) {
  const Bench pool = bench("random", {1, 2, 3, 5, 7});
  EXPECT_NEAR(pool.shares()[0], 0.0797, 0.00005);  // by weight: 0.0556
  const auto picker = pool.picker();
  std::vector<int> counts(5, 0);
  for (int i = 0; i < 20000; ++i) ++counts[picker->pick({})];
  for (std::size_t i = 0; i < 5; ++i) EXPECT_NEAR(counts[i] / 20000.0, pool.shares()[i], 0.01);
}

// Weight 7 of 18 with slowstart 4s: the effective weight of each second, in sixteenths of 112.
TEST(WorkedExamples, SlowstartRisesByTheSecond) {
  const Warmup warmup{true, 100, 4};
  std::vector<std::uint32_t> weights;
  for (std::int64_t second = 100; second <= 105; ++second)
    weights.push_back(warming_weight(7, warmup, second));
  EXPECT_EQ(weights, (std::vector<std::uint32_t>{7, 35, 63, 91, 112, 112}));
}

TEST(WorkedExamples, DynamicLimitFollowsTheLoadOfThePool) {
  ServerLimits limits{100, 10, 0, true};
  EXPECT_EQ(connections_allowed(limits, 1, 1000, {}, 0), 10u);
  EXPECT_EQ(connections_allowed(limits, 500, 1000, {}, 0), 50u);
  EXPECT_EQ(connections_allowed(limits, 1000, 1000, {}, 0), 100u);
  EXPECT_EQ(connections_allowed(limits, 2000, 1000, {true, 0, 4}, 1), 25u);
  EXPECT_EQ(connections_allowed(limits, 2000, 1000, {true, 0, 4}, 0), 1u);
}

TEST(WorkedExamples, LossOfAServerInFirstMovesAllToTheNextId) {
  const Bench pool = bench("first", {1, 1, 1});
  std::vector<std::pair<ServerIndex, double>> of_first;
  pool.algorithm().losses(pool.context(), pool.all, pool.shares(),
                          [&](ServerIndex lost, const Shift& shift) {
                            if (lost == 0) of_first = shift.moved;
                          });
  EXPECT_EQ(of_first, (std::vector<std::pair<ServerIndex, double>>{{1, 1.0}}));
}

// A hundred thousand servers of weight 1 make 1.6 million points: shares and all losses in one go.
TEST(WorkedExamples, ARingOfAHundredThousandServers) {
  const Bench pool =
      hashing_bench("uri", HashMapping::consistent, std::vector<std::uint32_t>(100000, 1));
  const auto shares = pool.shares();
  EXPECT_NEAR(std::accumulate(shares.begin(), shares.end(), 0.0), 1, 1e-9);
  std::size_t losses = 0;
  double least = 1, most = 0;
  pool.algorithm().losses(pool.context(), pool.all, shares,
                          [&](ServerIndex lost, const Shift& shift) {
                            double handed_on = 0;
                            for (const auto& part : shift.moved) handed_on += part.second;
                            const double ratio = handed_on / shares[lost];
                            least = std::min(least, ratio);
                            most = std::max(most, ratio);
                            ++losses;
                          });
  EXPECT_EQ(losses, 100000u);
  EXPECT_NEAR(least, 1, 1e-9);
  EXPECT_NEAR(most, 1, 1e-9);
}

}  // namespace
}  // namespace ek::predict::haproxy::test
