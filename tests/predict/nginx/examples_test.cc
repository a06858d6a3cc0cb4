// The worked examples of what nginx does, each with its figure.
#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

#include "bench.h"

namespace ek::predict::nginx::test {
namespace {

double busiest_over_fair(std::uint32_t servers) {
  Bench pool = bench("consistent", std::vector<std::uint32_t>(servers, 1));
  for (std::uint32_t i = 0; i < servers; ++i)
    pool.pool.servers[i].written = "10.0.0." + std::to_string(i + 1) + ":80";
  const auto shares = pool.shares();
  return *std::ranges::max_element(shares) * servers;
}

TEST(NginxExamples, SmoothRoundRobinSpreadsTheHeavyServersTurns) {
  const Bench pool = bench("round_robin", {5, 1, 1});
  EXPECT_EQ(pool.picks(*pool.picker(), 14), "a a b a c a a a a b a c a a");
}

TEST(NginxExamples, RandomTwoGivesWeightSevenOfEighteenLessThanItsWeight) {
  const auto shares = bench("two", {1, 2, 3, 5, 7}).shares();
  EXPECT_NEAR(shares[4], 0.299, 0.0005);
  EXPECT_NEAR(std::accumulate(shares.begin(), shares.end(), 0.0), 1, 1e-12);
}

TEST(NginxExamples, RandomTwoWithOneDominantServerEndsInRoundRobin) {
  // 1000 of 1001: the second draw is nearly always the first server again, 20 draws, then by
  // weight.
  const auto shares = bench("two", {1000, 1}).shares();
  EXPECT_GT(shares[0], 0.97);
  const auto equal = bench("two", {1, 1}).shares();
  EXPECT_NEAR(equal[0], 0.5, 1e-12);
}

TEST(NginxExamples, TheRingsBusiestServer) {
  EXPECT_NEAR(busiest_over_fair(5), 1.06, 0.005);
  EXPECT_NEAR(busiest_over_fair(10), 1.14, 0.005);
  EXPECT_NEAR(busiest_over_fair(50), 1.16, 0.005);
}

TEST(NginxExamples, IdleLeastConnHonoursWeights) {
  const Bench pool = bench("least_conn", {1, 2, 3, 5, 7});
  const auto picker = pool.picker();
  std::vector<int> counts(5);
  for (int i = 0; i < 1800; ++i) ++counts[picker->pick({})];
  EXPECT_EQ(counts, (std::vector<int>{100, 200, 300, 500, 700}));
}

TEST(NginxExamples, LeastConnDividesConnectionsByWeight) {
  const Bench pool = bench("least_conn", {1, 3});
  const auto picker = pool.picker();
  std::string order;
  for (int i = 0; i < 8; ++i) {
    const ServerIndex server = picker->pick({});
    picker->take(server);
    order += pool.name(server);
  }
  EXPECT_EQ(std::ranges::count(order, 'b'), 6);
}

TEST(NginxExamples, AReloadBeginsTheSequenceAgain) {
  const Bench pool = bench("round_robin", {1, 1, 1});
  const auto picker = pool.picker();
  EXPECT_EQ(pool.picks(*picker, 2), "a b");
  picker->set_weight(2, 1);  // the same weight: no reload
  EXPECT_EQ(pool.picks(*picker, 1), "c");
  EXPECT_EQ(pool.picks(*picker, 2), "a b");
  picker->set_weight(2, 2);
  EXPECT_EQ(pool.picks(*picker, 4), "c a b c");
}

TEST(NginxExamples, ServersPastTheHashsRangeGetNothing) {
  // 6271 slots are all that ip_hash can name, 32768 all of a first try of hash.
  const auto by_ip = bench("ip_hash", std::vector<std::uint32_t>(70, 100)).shares();
  EXPECT_GT(by_ip[62], 0);
  EXPECT_EQ(by_ip[63], 0);
  const auto by_key = bench("hash", std::vector<std::uint32_t>(340, 100)).shares();
  EXPECT_GT(by_key[327], 0);
  EXPECT_EQ(by_key[328], 0);
}

TEST(NginxExamples, AConstantKeySendsEverythingToOneServer) {
  Bench pool = bench("hash", {1, 1, 1});
  pool.pool.balance.key.value.parts = {{model::KeySource::literal, "all", {}}};
  auto shares = pool.shares();
  std::ranges::sort(shares);
  EXPECT_EQ(shares, (std::vector<double>{0, 0, 1}));
}

TEST(NginxExamples, ARefusedServerIsTriedOnceThenLeftAloneAfterMaxFails) {
  Bench pool = bench("round_robin", {1, 1, 1});
  for (auto& server : pool.pool.servers) server.check.pace.edit().max_fails.value = 1;
  const auto balancer = pool.balancer();
  balancer->set_refusing(0, true);
  Dispatch result;
  std::vector<Started> started;
  std::string chains;
  for (RequestId id = 0; id < 4; ++id) {
    balancer->dispatch(id, {}, 1.0, result);
    for (const ServerIndex failed : result.failed) chains += pool.name(failed) + ">";
    chains += pool.name(result.server) + " ";
    balancer->finish(id, 1.0, started);
  }
  EXPECT_EQ(chains, "a>b c b c ");
}

TEST(NginxExamples, AfterFailTimeoutAServerIsTriedAgain) {
  Bench pool = bench("round_robin", {1, 1});
  pool.pool.servers[0].check.pace.edit().fail_timeout.set(std::chrono::seconds(10), {});
  const auto balancer = pool.balancer();
  balancer->set_refusing(0, true);
  Dispatch result;
  std::vector<Started> started;
  const auto failed_at = [&](double now_s) {
    balancer->dispatch(1, {}, now_s, result);
    balancer->finish(1, now_s, started);
    return result.failed.size();
  };
  EXPECT_EQ(failed_at(0.5), 1U);
  EXPECT_EQ(failed_at(1), 0U);
  EXPECT_EQ(failed_at(10.9), 0U);  // ten whole seconds must be over
  std::size_t tried = 0;
  for (int i = 0; i < 4; ++i) tried += failed_at(11);  // its weight recovers from 0, a step a pick
  EXPECT_EQ(tried, 1U);
}

TEST(NginxExamples, ALonelyServerIsNeverGivenUp) {
  const Bench pool = bench("round_robin", {1});
  const auto balancer = pool.balancer();
  balancer->set_refusing(0, true);
  Dispatch result;
  for (int i = 0; i < 5; ++i) {
    balancer->dispatch(1, {}, 1.0, result);
    EXPECT_EQ(result.outcome, Outcome::refused);
    EXPECT_EQ(result.failed, std::vector<ServerIndex>{0});
  }
  balancer->set_refusing(0, false);
  balancer->dispatch(1, {}, 1.0, result);
  EXPECT_EQ(result.server, 0U);
}

TEST(NginxExamples, BackupsHaveASequenceOfTheirOwn) {
  Bench pool = bench("round_robin", {1, 1, 2});
  pool.pool.servers[1].backup.value = pool.pool.servers[2].backup.value = true;
  const auto balancer = pool.balancer();
  balancer->set_refusing(0, true);
  Dispatch result;
  std::vector<Started> started;
  std::string order;
  for (int i = 0; i < 6; ++i) {
    balancer->dispatch(1, {}, 1.0, result);
    balancer->finish(1, 1.0, started);
    order += pool.name(result.server);
  }
  EXPECT_EQ(order, "cbccbc");
}

// What nginx would refuse to start with must still not stop us.
TEST(NginxHostile, BackupsAloneRotate) {
  for (const char* method :
       {"round_robin", "least_conn", "ip_hash", "hash", "consistent", "random", "two"}) {
    Bench pool = bench(method, {1, 3});
    for (auto& server : pool.pool.servers) server.backup.value = true;
    EXPECT_EQ(pool.shares(), (std::vector<double>{0.25, 0.75})) << method;
    EXPECT_NEAR(pool.shares_without(0)[1], 1, 1e-12) << method;
    EXPECT_EQ(pool.picks(*pool.picker(), 4, "10.1"), "b a b b") << method;
  }
}

// Primaries that are down keep their slots and points, and the backups rotate all the same.
TEST(NginxHostile, BackupsRotateWhenEveryPrimaryIsDown) {
  for (const char* method :
       {"round_robin", "least_conn", "ip_hash", "hash", "consistent", "random", "two"}) {
    Bench pool = bench(method, {2, 1, 3});
    pool.pool.servers[0].disabled.value = true;
    pool.pool.servers[1].backup.value = pool.pool.servers[2].backup.value = true;
    EXPECT_EQ(pool.all(), (std::vector<ServerIndex>{1, 2})) << method;
    const auto shares = pool.shares();
    EXPECT_NEAR(shares[0], 0.25, 1e-12) << method;
    EXPECT_NEAR(shares[1], 0.75, 1e-12) << method;
    EXPECT_NEAR(pool.shares_without(1)[2], 1, 1e-12) << method;
    EXPECT_EQ(pool.picks(*pool.picker(), 4, "10.1"), "c b c c") << method;
  }
}

TEST(NginxHostile, ARingBeyondTheLimitSaysSo) {
  const Bench pool = bench("consistent", {4'000'000'000, 1'000'000'000});
  EXPECT_EQ(pool.algorithm().grade(pool.context()).exactness, Exactness::approximate);
  EXPECT_EQ(pool.shares(), (std::vector<double>{0.8, 0.2}));
  EXPECT_EQ(pool.picker(), nullptr);
  EXPECT_FALSE(make_balancer(pool.context(), {}));
}

TEST(NginxHostile, GreatWeightsNeitherOverflowNorTakeLong) {
  const std::vector<std::uint32_t> weights{4'000'000'000, 3'999'999'999, 1};
  for (const char* method : {"round_robin", "least_conn", "ip_hash", "hash", "random", "two"}) {
    const Bench pool = bench(method, weights);
    const auto shares = pool.shares();
    EXPECT_NEAR(std::accumulate(shares.begin(), shares.end(), 0.0), 1, 1e-9) << method;
    const auto picker = pool.picker();
    for (int i = 0; i < 1000; ++i) EXPECT_NE(picker->pick("10.1"), no_server) << method;
  }
}

// From 1.29.6; the cookie's value is the route, or the MD5 of the address.
TEST(NginxSticky, TheCookieNamesTheServerWhileItCanBeUsed) {
  Bench pool = bench("least_conn", {1, 1, 1});
  pool.pool.persistence.cookie.value = {"srv", model::CookieMode::insert};
  pool.pool.persistence.cookie.origin = model::Origin::set;
  pool.pool.servers[1].cookie.value = "route-b";
  const auto balancer = pool.balancer();
  Dispatch result;
  std::vector<Started> started;
  const auto go = [&](const std::string& cookie) {
    model::Request request;
    request.cookies = {{"srv", cookie}};
    balancer->dispatch(1, request, 1, result);
    balancer->finish(1, 1, started);
    return pool.name(result.server);
  };
  EXPECT_EQ(go("route-b") + go("route-b") + go("route-b"), "bbb");
  EXPECT_TRUE(result.persisted);
  EXPECT_EQ(go("nobody"), "a");
  balancer->set_up(1, false, 1);
  EXPECT_NE(go("route-b"), "b");
}

}  // namespace
}  // namespace ek::predict::nginx::test
