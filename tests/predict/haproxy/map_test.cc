// The static map, against the plain rule and against sequences recorded from HAProxy 2.6.12.
#include <gtest/gtest.h>

#include "base/random.h"
#include "predict/haproxy/pool_builder.h"
#include "predict/haproxy/static_map.h"

namespace ek::predict::haproxy::test {
namespace {

std::vector<ServerIndex> plain_map(const std::vector<MapServer>& servers, std::int64_t slots) {
  std::vector<ServerIndex> map;
  std::vector<std::int64_t> scores(servers.size(), 0);
  for (std::int64_t slot = 0; slot < slots; ++slot) {
    std::size_t best = 0;
    std::int64_t highest = -1;
    for (std::size_t i = 0; i < servers.size(); ++i) {
      scores[i] += servers[i].weight;
      const std::int64_t value = (scores[i] + slots) / slots;
      if (value > highest) {
        highest = value;
        best = i;
      }
    }
    map.push_back(servers[best].server);
    scores[best] -= slots;
  }
  return map;
}

TEST(StaticMap, FastBuildingGivesThePlainRulesMapAndEachServerItsWeight) {
  for (std::uint64_t seed = 1; seed <= 80; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    base::Random random(seed);
    std::vector<MapServer> servers;
    std::uint32_t slots = 0;
    const auto count = static_cast<ServerIndex>(1 + random.below(seed % 3 == 0 ? 200 : 12));
    for (ServerIndex i = 0; i < count; ++i) {
      servers.push_back({i, static_cast<std::uint32_t>(1 + random.below(seed % 2 ? 8 : 256))});
      slots += servers.back().weight;
    }
    const auto map = build_map(servers, slots);
    ASSERT_EQ(map, plain_map(servers, slots));
    std::vector<std::uint32_t> counts(count, 0);
    for (const ServerIndex server : map) ++counts[server];
    for (const MapServer& server : servers) ASSERT_EQ(counts[server.server], server.weight);
  }
}

TEST(StaticRr, DividesWeightsByTheirCommonDivisor) {
  const Bench pool = bench("static-rr", {6, 4, 2});
  const auto picker = pool.picker();
  EXPECT_EQ(pool.picks(*picker, 6), pool.picks(*picker, 6));
}

// a: weight 3, disabled; b and c: backups of weight 3 and 2. Recorded. The program hands out as
// many slots as the first backup has weight, and lets both compete for them.
TEST(StaticRr, LaterBackupServersTakeSlotsOfTheFirst) {
  Bench pool = bench("static-rr", {3, 3, 2});
  pool.pool.servers[1].backup.value = pool.pool.servers[2].backup.value = true;
  const auto picker = pool.picker();
  picker->set_candidates(std::vector<ServerIndex>{1, 2});
  EXPECT_EQ(pool.picks(*picker, 9), "b b c b b c b b c");
}

// Recorded: `balance url_param p` without the parameter walks the map; with an empty value it
// hashes.
TEST(MapBased, MissingKeyIsRoundRobinAndAnEmptyOneIsAKey) {
  const Bench pool = hashing_bench("url_param", model::HashMapping::map_based, {3, 3, 2});
  const auto picker = pool.picker();
  EXPECT_EQ(pool.picks(*picker, 20), "a b a c b a b c a b a c b a b c a b a c");
  std::string names;
  for (int i = 0; i < 20; ++i) names += pool.name(picker->pick(std::to_string(i)));
  EXPECT_EQ(names, "abacbabcabcabacbabca");
  EXPECT_EQ(pool.name(picker->pick("")), "a");
}

}  // namespace
}  // namespace ek::predict::haproxy::test
