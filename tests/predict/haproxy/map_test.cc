// The static map, against the plain rule and against sequences recorded from HAProxy 2.6.12.
#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

#include "base/random.h"
#include "predict/balancer.h"
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

// What a bench's servers get once only backup servers are left: by the closed form, and counted.
class OnBackups {
 public:
  // The first server is active, the others are backups.
  explicit OnBackups(Bench bench) : bench_(std::move(bench)), up_(bench_.all.size(), 1) {
    for (std::size_t i = 1; i < up_.size(); ++i) bench_.pool.servers[i].backup.value = true;
    up_[0] = 0;
  }

  std::vector<ServerIndex> candidates() const { return predict::candidates(bench_.context(), up_); }
  ServerIndex backups() const { return static_cast<ServerIndex>(up_.size()) - 1; }
  void lose(ServerIndex server) { up_[server] = 0; }
  void regain(ServerIndex server) { up_[server] = 1; }

  std::vector<double> shares() const {
    const auto left = candidates();
    return by_server(left, bench_.algorithm().shares(bench_.context(), left));
  }
  std::vector<double> counted(int requests, bool keyed) const {
    const auto picker = bench_.picker();
    std::vector<ServerIndex> up;
    for (const ServerIndex i : bench_.all)
      if (up_[i] != 0) up.push_back(i);
    picker->set_candidates(up);
    std::vector<double> shares(up_.size(), 0);
    for (int i = 0; i < requests; ++i) {
      const std::string key = "/" + std::to_string(i);
      ++shares[picker->pick(keyed ? std::string_view(key) : std::string_view())];
    }
    for (double& share : shares) share /= requests;
    return shares;
  }

 private:
  std::vector<double> by_server(std::span<const ServerIndex> servers,
                                std::span<const double> shares) const {
    std::vector<double> all(up_.size(), 0);
    for (std::size_t i = 0; i < servers.size(); ++i) all[servers[i]] = shares[i];
    return all;
  }

  Bench bench_;
  std::vector<std::uint8_t> up_;
};

void expect_shares(const std::vector<double>& shares, const std::vector<double>& counted,
                   double error_max) {
  ASSERT_EQ(shares.size(), counted.size());
  EXPECT_NEAR(std::accumulate(shares.begin(), shares.end(), 0.0), 1, 1e-12);
  for (std::size_t i = 0; i < shares.size(); ++i)
    EXPECT_NEAR(shares[i], counted[i], error_max) << "server " << i;
}

void expect_shares_and_losses(OnBackups pool, bool keyed, int requests, double error_max) {
  expect_shares(pool.shares(), pool.counted(requests, keyed), error_max);
  const auto before = pool.shares();
  const auto candidates = pool.candidates();
  for (ServerIndex lost = 1; pool.backups() > 1 && lost <= pool.backups(); ++lost) {
    SCOPED_TRACE("lost " + std::to_string(lost));
    pool.lose(lost);
    expect_shares(pool.shares(), pool.counted(requests, keyed), error_max);
    // Nobody notices the loss of one that is no candidate.
    if (std::ranges::find(candidates, lost) == candidates.end()) {
      EXPECT_EQ(pool.shares(), before);
    }
    pool.regain(lost);
  }
}

// Measured on 2.6.12: c got each of 2000 requests.
TEST(StaticRr, TheHeavierBackupServerTakesAllFromTheFirst) {
  OnBackups pool(bench("static-rr", {10, 3, 10}));
  EXPECT_EQ(pool.shares(), (std::vector<double>{0, 0, 1}));
  pool.lose(2);
  EXPECT_EQ(pool.shares(), (std::vector<double>{0, 1, 0}));
}

TEST(StaticRr, SharesOfBackupServersAreThoseOfTheMap) {
  base::Random random(31);
  for (int round = 0; round < 60; ++round) {
    SCOPED_TRACE("round " + std::to_string(round));
    std::vector<std::uint32_t> weights(2 + random.below(6));
    for (auto& weight : weights) weight = static_cast<std::uint32_t>(1 + random.below(12));
    // 27,720 is a multiple of every number of slots up to 12: whole rounds of the map.
    expect_shares_and_losses(OnBackups(bench("static-rr", weights)), false, 27'720, 1e-9);
  }
}

TEST(MapBased, SharesOfBackupServersAreThoseOfTheMap) {
  base::Random random(37);
  for (const char* balance : {"uri", "url_param", "rdp-cookie"})
    for (int round = 0; round < 12; ++round) {
      SCOPED_TRACE(std::string(balance) + ", round " + std::to_string(round));
      std::vector<std::uint32_t> weights(2 + random.below(5));
      for (auto& weight : weights) weight = static_cast<std::uint32_t>(1 + random.below(12));
      OnBackups pool(hashing_bench(balance, model::HashMapping::map_based, weights));
      expect_shares_and_losses(pool, true, 20'000, 0.03);
    }
}

TEST(MapBased, OneBackupServerTakesAllWhatTheMapSays) {
  OnBackups pool(hashing_bench("uri", model::HashMapping::map_based, {3, 3, 2}));
  EXPECT_EQ(pool.shares(), (std::vector<double>{0, 1, 0}));
  EXPECT_EQ(pool.counted(500, true), pool.shares());
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
