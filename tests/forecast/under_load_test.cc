// Pools whose shares depend on the requests in flight, at a known rate and service time.
#include <gtest/gtest.h>

#include <algorithm>

#include "forecast.h"

namespace ek::predict {
namespace {

constexpr double sampling = 0.015;  // three times what 40,000 requests leave open, and more

// Erlang's B: the part of Poisson arrivals that finds `places` places taken.
double blocked(int places, double offered) {
  double b = 1;
  for (int k = 1; k <= places; ++k) b = offered * b / (k + offered * b);
  return b;
}

constexpr const char* busy = "[workload]\nrate = \"20/s\"\nservice_time = \"1s\"\n";

std::string pool_of(const std::string& balance, const std::string& servers) {
  return "defaults\n  mode http\nbackend app\n  balance " + balance + "\n" + servers;
}

// What the first k servers cannot take is what a group of all their places would turn away.
TEST(UnderLoad, FirstFillsOneServerAfterTheOther) {
  const Forecast forecast(
      pool_of("first",
              "  server a 127.0.0.1:1 maxconn 15\n  server b 127.0.0.1:2 maxconn 15\n"
              "  server c 127.0.0.1:3 maxconn 15\n"),
      busy);
  EXPECT_EQ(forecast.pool().grade.exactness, Exactness::approximate);
  EXPECT_NEAR(forecast.server(0).share, 1 - blocked(15, 20), sampling);
  EXPECT_NEAR(forecast.server(1).share, blocked(15, 20) - blocked(30, 20), sampling);
  EXPECT_NEAR(forecast.server(2).share, blocked(30, 20), sampling);
  EXPECT_NEAR(*forecast.server(0).response_s, 1, 0.02);  // nobody waits
  const Loss& loss = forecast.loss_of(0);
  ASSERT_TRUE(loss.worst);
  EXPECT_EQ(loss.worst->server, 1u);
  EXPECT_NEAR(loss.worst->share, 1 - blocked(15, 20),
              0.03);  // 20,000 requests a loss; c may fill up
}

TEST(UnderLoad, LeastconnFollowsTheWeightsAsSoonAsRequestsOverlap) {
  const std::string config = pool_of("leastconn",
                                     "  server a 127.0.0.1:1 weight 10\n"
                                     "  server b 127.0.0.1:2 weight 100\n"
                                     "  server c 127.0.0.1:3 weight 100\n");
  const Forecast idle(config);
  EXPECT_DOUBLE_EQ(idle.server(0).share, 1.0 / 3);
  const Forecast loaded(config, "[workload]\nrate = \"1000/s\"\nservice_time = \"100ms\"\n");
  EXPECT_NEAR(loaded.server(0).share, 10.0 / 210, sampling);
  EXPECT_NEAR(loaded.server(1).share, 100.0 / 210, sampling);
}

// A server that works on two at once holds its requests longer, and so is given fewer.
TEST(UnderLoad, ASlowerServerIsGivenLess) {
  const Forecast forecast(
      pool_of("leastconn", "  server a 127.0.0.1:1\n  server b 127.0.0.1:2\n"),
      std::string(busy) +
          "[pool.app.server.a]\nconcurrency = 2\n[pool.app.server.b]\nconcurrency = 30\n");
  EXPECT_LT(forecast.server(0).share, 0.15);
  EXPECT_GT(forecast.server(0).share, 0.05);
}

TEST(UnderLoad, WithoutAServiceTimeIdleSharesAreNoLoad) {
  const Forecast forecast(
      pool_of("leastconn",
              "  server a 127.0.0.1:1 weight 1 check\n  server b 127.0.0.1:2 weight 9 check\n"),
      "[workload]\nrate = \"20/s\"\n[pool.app.server.a]\ncapacity = \"5/s\"\n");
  EXPECT_FALSE(forecast.server(0).load);
  EXPECT_FALSE(forecast.server(0).utilisation);
  ASSERT_FALSE(forecast.pool().grade.notes.empty());
  EXPECT_NE(forecast.pool().grade.notes.back().find("service_time"), std::string::npos);
}

TEST(UnderLoad, TheWorstTwoOfFourAreSimulatedToo) {
  const Forecast forecast(
      pool_of("leastconn",
              "  server a 127.0.0.1:1 maxconn 20 weight 10\n  server b 127.0.0.1:2 maxconn 20\n"
              "  server c 127.0.0.1:3 maxconn 20\n  server d 127.0.0.1:4 maxconn 20\n"),
      std::string(busy) + "[pool.app]\nsurvive = 2\n");
  const auto& losses = forecast.pool().losses;
  const auto worst = std::find_if(losses.begin(), losses.end(),
                                  [](const Loss& loss) { return loss.kind == LossKind::worst; });
  ASSERT_NE(worst, losses.end());
  EXPECT_EQ(worst->lost.size(), 2u);
  ASSERT_TRUE(worst->worst);
  EXPECT_EQ(worst->worst->server, 0u);  // it weighs ten times the others
}

// Twenty requests at once, half of them for a server that takes twelve: it is passed over at times.
TEST(UnderLoad, AServerAtItsLimitIsPassedOver) {
  const std::string servers = "  server a 127.0.0.1:1 maxconn 12\n  server b 127.0.0.1:2\n";
  const Forecast calm(pool_of("roundrobin", servers));
  EXPECT_EQ(calm.pool().grade.exactness, Exactness::exact);
  const Forecast full(pool_of("roundrobin", servers), busy);
  EXPECT_EQ(full.pool().grade.exactness, Exactness::approximate);
  EXPECT_LT(full.server(0).share, 0.49);
  EXPECT_GT(full.server(0).share, 0.5 * (1 - blocked(12, 10)) - sampling);
}

// The same in a pool of more servers than are simulated.
TEST(Caveats, AServerThatIsFullAtTimesIsSaid) {
  const Forecast full(pool_of("roundrobin", "  server-template w 300 127.0.0.1:1 maxconn 1\n"),
                      busy);
  EXPECT_EQ(full.pool().grade.exactness, Exactness::exact_given);
  EXPECT_NE(full.pool().grade.notes.back().find("server w1 is full at times"), std::string::npos);
}

TEST(UnderLoad, HashBalanceFactorEvensOut) {
  const std::string config = pool_of("source",
                                     "  hash-type consistent\n  hash-balance-factor 110\n"
                                     "  server a 127.0.0.1:1\n  server b 127.0.0.1:2\n");
  const Forecast idle(config), loaded(config, busy);
  EXPECT_EQ(loaded.pool().grade.exactness, Exactness::approximate);
  EXPECT_LT(std::abs(loaded.server(0).share - 0.5), 0.03);
  EXPECT_GT(std::abs(idle.server(0).share - 0.5), std::abs(loaded.server(0).share - 0.5));
  const Forecast unknown(config, "[workload]\nrate = \"20/s\"\n");
  EXPECT_FALSE(unknown.server(0).load);  // shares of an idle pool are no load
}

// Two promised, one server and its backup: there is nobody behind both.
TEST(Losses, MoreThanThereAreLeaveNobody) {
  const std::string config =
      pool_of("roundrobin", "  server a 127.0.0.1:1\n  server b 127.0.0.1:2 backup\n");
  for (const int survive : {2, 3}) {
    const Forecast forecast(config, "[pool.app]\nsurvive = " + std::to_string(survive) + "\n");
    EXPECT_FALSE(forecast.pool().losses.front().worst);
    EXPECT_EQ(forecast.pool().losses.front().lost.size(), 2u);
  }
}

// The load of the one that has everything is known, whatever the algorithm; that of the two backups
// behind it only where they are simulated.
TEST(UnderLoad, OneAloneHasAllAndTheBackupsBehindItAreSimulated) {
  const std::string config = pool_of("leastconn\n  option allbackups",
                                     "  server a 127.0.0.1:1 check\n"
                                     "  server b 127.0.0.1:2 check backup weight 2\n"
                                     "  server c 127.0.0.1:3 check backup\n");
  const std::string policy = "[pool.app]\nrate = \"90/s\"\n[pool.app.server.\"*\"]\ncapacity = ";
  const Forecast idle(config, policy + "\"100/s\"\n");
  EXPECT_DOUBLE_EQ(*idle.server(0).utilisation, 0.9);
  ASSERT_TRUE(idle.loss_of(0).worst);
  EXPECT_FALSE(idle.loss_of(0).worst->utilisation);
  const Forecast loaded(config, "[workload]\nservice_time = \"1s\"\n" + policy + "\"100/s\"\n");
  EXPECT_DOUBLE_EQ(loaded.server(0).share, 1);
  ASSERT_TRUE(loaded.loss_of(0).worst);
  EXPECT_NEAR(*loaded.loss_of(0).worst->utilisation, 0.6, 2 * sampling);
}

TEST(Losses, AMachineTakesAllItsLinesAndWhatIsLeftOfOneAddsUp) {
  const Forecast forecast(
      pool_of("roundrobin",
              "  server a 127.0.0.1:1 check\n  server b 127.0.0.1:1 check\n"
              "  server c 127.0.0.1:2 check\n  server d 127.0.0.1:2 check\n"
              "  server e 127.0.0.1:3 check\n"),
      "[pool.app]\nrate = \"150/s\"\nsurvive = 2\n[pool.app.server.\"*\"]\ncapacity = "
      "\"100/s\"\n");
  const auto& losses = forecast.pool().losses;
  const auto machine = std::ranges::find(losses, "127.0.0.1:1", &Loss::of);
  ASSERT_NE(machine, losses.end());
  EXPECT_EQ(machine->lost, (std::vector<ServerIndex>{0, 1}));
  ASSERT_TRUE(machine->worst);  // c and d: two of the three lines left, 100/s together
  EXPECT_NEAR(*machine->worst->utilisation, 1, 1e-9);
  EXPECT_NEAR(machine->worst->share, 1.0 / 3, 1e-9);
  const auto two = std::ranges::find(losses, LossKind::worst, &Loss::kind);
  ASSERT_NE(two, losses.end());
  ASSERT_TRUE(two->worst);
  EXPECT_NEAR(*two->worst->utilisation, 1.5, 1e-9);  // one machine is left, whichever
}

// A loss that nothing notices brings no backup: said of a server that stands alone, too.
TEST(Caveats, ABackupBehindAServerThatNobodyChecksIsNeverUsed) {
  const Forecast one(
      pool_of("roundrobin", "  server a 127.0.0.1:1\n  server b 127.0.0.1:2 backup\n"));
  ASSERT_FALSE(one.pool().grade.notes.empty());
  EXPECT_EQ(one.pool().grade.notes.back().find("a has no health check"), 0u);
  EXPECT_NE(one.pool().grade.notes.back().find("No backup ever stands in"), std::string::npos);
}

TEST(Caveats, AServerThatNobodyChecksIsSaid) {
  const Forecast some(pool_of("roundrobin",
                              "  server a 127.0.0.1:1 check\n  server b 127.0.0.1:2\n"
                              "  server c 127.0.0.1:3 track a\n"));
  ASSERT_FALSE(some.pool().grade.notes.empty());
  EXPECT_EQ(some.pool().grade.notes.back().find("b has no health check (`check`): one that fails"),
            0u);
  const Forecast none(pool_of("roundrobin", "  server a 127.0.0.1:1\n  server b 127.0.0.1:2\n"));
  EXPECT_EQ(none.pool().grade.notes.back().find("No server has a health check"), 0u);
}

TEST(Caveats, PersistenceKeepsWhoComesBack) {
  const Forecast forecast(
      pool_of("roundrobin", "  cookie S insert\n  server a 127.0.0.1:1 cookie a\n"));
  ASSERT_FALSE(forecast.pool().grade.notes.empty());
  EXPECT_NE(forecast.pool().grade.notes.back().find("first visits"), std::string::npos);
}

TEST(Caveats, WhatUseServerTakesIsNotKnown) {
  const Forecast forecast(
      "backend b\n mode http\n balance roundrobin\n use-server x if { path /x }\n"
      " server x 10.0.0.1:80 weight 0 check\n server y 10.0.0.2:80 check\n"
      " server z 10.0.0.3:80 weight 0 check\n",
      "[pool.b]\nrate = \"10/s\"\n");
  EXPECT_EQ(forecast.pool().grade.exactness, Exactness::exact_given);
  EXPECT_EQ(forecast.pool().grade.reason, "requests that no use-server rule takes");
  EXPECT_FALSE(forecast.server(0).load) << "the rule alone sends requests there";
  EXPECT_EQ(forecast.server(1).load, 10);
  EXPECT_EQ(forecast.server(2).load, 0) << "no rule names it";
}

TEST(Caveats, WithPersistenceTheSharesAreThoseOfFirstVisits) {
  const Forecast forecast(
      "backend b\n mode http\n balance roundrobin\n cookie S insert\n"
      " server x 10.0.0.1:80 cookie x check\n server y 10.0.0.2:80 cookie y check\n");
  EXPECT_EQ(forecast.pool().grade.exactness, Exactness::exact_given);
  EXPECT_EQ(forecast.pool().grade.reason, "first visits");
}

// Measured: w2 answers after 567 ms, and no request fails.
// `first` without a maxconn never goes on to the next server, however long the queue of this one
// is.
TEST(UnderLoad, FirstPilesUpOnAServerWithoutALimit) {
  const Forecast forecast(pool_of("first",
                                  "  server a 127.0.0.1:1 check\n  server b 127.0.0.1:2 check\n"
                                  "  server c 127.0.0.1:3 check\n"),
                          "[pool.app]\nrate = \"300/s\"\nservice_time = \"100ms\"\n"
                          "[pool.app.server.\"*\"]\nconcurrency = 20\n");
  EXPECT_EQ(forecast.server(0).share, 1);
  EXPECT_EQ(forecast.server(0).formula, Formula::fluid_backlog);
  EXPECT_FALSE(forecast.server(0).response_s);
  ASSERT_TRUE(forecast.server(0).backlog_per_s);
  EXPECT_NEAR(*forecast.server(0).backlog_per_s, 100, 1e-9);
}

// The others have no limit, so nobody waits in vain for them.
TEST(UnderLoad, WhoWaitsInVainCountsForTheServersWithALimit) {
  const Forecast forecast(
      "defaults\n mode http\n timeout connect 2s\nbackend app\n"
      " balance random(1)\n server a 127.0.0.1:1 check weight 2 maxconn 3\n"
      " server b 127.0.0.1:2 check weight 1\n",
      "[workload]\nrate = \"180/s\"\nservice_time = \"100ms\"\n");
  EXPECT_TRUE(forecast.pool().simulated);
  EXPECT_NEAR(forecast.server(0).share, 2.0 / 3, 0.02);
  EXPECT_NEAR(*forecast.server(1).load, 60, 4);
  ASSERT_TRUE(forecast.server(0).errors_per_s);
  EXPECT_NEAR(*forecast.server(0).errors_per_s, 90, 5);
}

// A response is never shorter than the service time, whatever the places are rounded to.
TEST(UnderLoad, ACapacityBetweenTwoNumbersOfPlacesIsNoFasterThanTheService) {
  for (const char* capacity : {"11/s", "14/s", "16/s", "25/s"}) {
    const Forecast forecast(
        pool_of("leastconn", "  server a 127.0.0.1:1 check\n  server b 127.0.0.1:2 check\n"),
        std::string("[pool.app]\nrate = \"6/s\"\nservice_time = \"100ms\"\n"
                    "[pool.app.server.\"*\"]\ncapacity = \"") +
            capacity + "\"\n");
    EXPECT_GE(*forecast.server(0).response_s, 0.1) << capacity;
    EXPECT_LT(*forecast.server(0).response_s, 0.16) << capacity;
  }
}

TEST(UnderLoad, AServerAtItsCapacityKeepsUpWhileThePoolDoes) {
  const Forecast forecast(
      pool_of("leastconn",
              "  server w1 127.0.0.1:1 check weight 1\n  server w2 127.0.0.1:2 check weight 10\n"),
      "[pool.app]\nrate = \"150/s\"\nservice_time = \"100ms\"\n"
      "[pool.app.server.\"*\"]\nconcurrency = 10\n");
  const ServerForecast& fuller = forecast.server(1);
  EXPECT_NEAR(*fuller.utilisation, 1, 0.03);
  EXPECT_FALSE(fuller.backlog_per_s);
  ASSERT_TRUE(fuller.response_s);
  EXPECT_GT(*fuller.response_s, 0.3);
}

// The requests that are simulated are those that the rules leave, which are `GET` of something.
TEST(UnderLoad, NoRequestThatUseServerTakesIsDrawn) {
  const std::string servers =
      "  server a 127.0.0.1:1 check\n  server b 127.0.0.1:2 check\n"
      "  server c 127.0.0.1:3 check\n";
  constexpr const char* policy = "[workload]\nrate = \"100/s\"\nservice_time = \"100ms\"\n";
  const Forecast plain(pool_of("leastconn", servers), policy);
  for (const char* condition : {"unless { path_beg /api }", "if { path_reg ^/api }"}) {
    const Forecast ruled(
        pool_of("leastconn", "  use-server a " + std::string(condition) + "\n" + servers), policy);
    EXPECT_EQ(ruled.pool().grade.exactness, Exactness::approximate);
    for (std::size_t i = 0; i < 3; ++i)
      EXPECT_DOUBLE_EQ(ruled.server(i).share, plain.server(i).share) << condition;
    EXPECT_DOUBLE_EQ(ruled.loss_of(1).worst->share, plain.loss_of(1).worst->share) << condition;
  }
}

}  // namespace
}  // namespace ek::predict
