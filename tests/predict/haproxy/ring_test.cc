// The ring: arcs against picks, losses against a ring without the lost server.
#include "predict/haproxy/ring.h"

#include <gtest/gtest.h>

#include <numeric>

#include "base/random.h"
#include "predict/haproxy/pool_builder.h"
#include "predict/haproxy/ring_arcs.h"

namespace ek::predict::haproxy::test {
namespace {

using model::HashMapping;

TEST(Ring, NearestIsTheNearerOfTheTwoPointsAndHalfwayTheOneBefore) {
  RingSeeds seeds;
  seeds.seeds = {4096, 8192, 12288};
  Ring ring;
  ring.build(seeds, std::vector<ServerIndex>{0, 1, 2}, std::vector<std::uint32_t>{16, 16, 16});
  const auto points = ring.points();
  ASSERT_EQ(points.size(), 48u);
  base::Random random(7);
  for (int i = 0; i < 20000; ++i) {
    const auto hash = static_cast<std::uint32_t>(random.bits());
    std::size_t best = 0;
    std::uint64_t least = ~std::uint64_t{0};
    for (std::size_t p = 0; p < points.size(); ++p) {
      const std::uint32_t back = hash - points[p].hash, ahead = points[p].hash - hash;
      // twice the distance, plus one for a point ahead: halfway the point before wins
      const std::uint64_t distance =
          back <= ahead ? 2 * std::uint64_t{back} : 2 * std::uint64_t{ahead} + 1;
      if (distance < least) {
        least = distance;
        best = p;
      }
    }
    ASSERT_EQ(ring.nearest(hash), best) << "hash " << hash;
  }
}

TEST(Ring, LargeRingsAreSortedLikeSmallOnes) {
  RingSeeds seeds;
  std::vector<ServerIndex> servers;
  std::vector<std::uint32_t> weights;
  for (ServerIndex i = 0; i < 1000; ++i) {
    seeds.seeds.push_back((i + 1) * 4096);
    servers.push_back(i);
    weights.push_back(16);
  }
  Ring ring;
  ring.build(seeds, servers, weights);
  ASSERT_EQ(ring.size(), 16000u);
  for (std::size_t i = 1; i < ring.size(); ++i)
    ASSERT_LE(ring.points()[i - 1].hash, ring.points()[i].hash);
}

TEST(RingArcs, SumToTheWholeRangeAndLossesMatchASmallerRing) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    base::Random random(seed);
    std::vector<std::uint32_t> weights(2 + random.below(10));
    for (auto& weight : weights) weight = static_cast<std::uint32_t>(1 + random.below(9));
    const Bench pool = hashing_bench("uri", HashMapping::consistent, weights);
    const auto shares = pool.shares();
    EXPECT_NEAR(std::accumulate(shares.begin(), shares.end(), 0.0), 1, 1e-12);
    std::size_t lost_count = 0;
    pool.algorithm().losses(pool.context(), pool.all, shares,
                            [&](ServerIndex lost, const Shift& shift) {
                              ++lost_count;
                              std::vector<double> after = shares;
                              for (double& share : after) share *= shift.scale;
                              for (const auto& [server, moved] : shift.moved)
                                after[server] += moved;
                              std::vector<ServerIndex> rest = pool.all;
                              std::erase(rest, lost);
                              const auto expected = pool.algorithm().shares(pool.context(), rest);
                              for (std::size_t i = 0; i < rest.size(); ++i)
                                ASSERT_NEAR(after[rest[i]], expected[i], 1e-12) << "lost " << lost;
                            });
    EXPECT_EQ(lost_count, weights.size());
  }
}

TEST(RingArcs, TheBusiestServersFigures) {
  const auto busiest = [](std::size_t servers, std::uint32_t weight) {
    const Bench pool =
        hashing_bench("uri", HashMapping::consistent, std::vector<std::uint32_t>(servers, weight));
    const auto shares = pool.shares();
    return *std::max_element(shares.begin(), shares.end()) * static_cast<double>(servers);
  };
  EXPECT_NEAR(busiest(5, 1), 1.20, 0.005);
  EXPECT_NEAR(busiest(10, 1), 1.34, 0.005);
  EXPECT_NEAR(busiest(50, 1), 1.45, 0.005);
  EXPECT_NEAR(busiest(5, 100), 1.02, 0.005);
  EXPECT_NEAR(busiest(50, 100), 1.04, 0.01);
}

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

TEST(RingArcs, FromTheRingOf26ToThatOf30MostKeysMove) {
  const auto move = [](std::size_t servers, std::uint32_t weight, model::Version to) {
    const std::vector<std::uint32_t> weights(servers, weight);
    return moved(hashing_bench("uri", HashMapping::consistent, weights),
                 hashing_bench("uri", HashMapping::consistent, weights, to));
  };
  EXPECT_NEAR(move(5, 10, {3, 0, 0}), 83.1, 0.5);
  EXPECT_NEAR(move(10, 10, {3, 0, 0}), 91.8, 0.5);
  EXPECT_NEAR(move(5, 1, {3, 0, 0}), 79.2, 0.5);
  EXPECT_EQ(move(5, 1, {3, 4, 0}), 0);
}

TEST(MapBased, FromFiveToSixServersFiveSixthsMove) {
  const auto pool = [](std::size_t servers) {
    return hashing_bench("uri", HashMapping::map_based, std::vector<std::uint32_t>(servers, 1));
  };
  EXPECT_NEAR(moved(pool(5), pool(6)), 83.5, 0.5);
}

}  // namespace
}  // namespace ek::predict::haproxy::test
