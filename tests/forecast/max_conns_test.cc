// nginx's max_conns: who counts, and what happens to a request that finds no place.
#include <gtest/gtest.h>

#include <algorithm>

#include "forecast.h"
#include "predict/simulation.h"

namespace ek::predict {
namespace {

Forecast of_upstream(const std::string& main, const std::string& upstream,
                     const std::string& policy) {
  return Forecast(main + "events { }\nhttp { upstream u { " + upstream + " } }\n", policy, {},
                  "nginx");
}

std::string workload(int rate) {
  return "[workload]\nrate = \"" + std::to_string(rate) + "/s\"\nservice_time = \"100ms\"\n";
}

const std::string two = "server 10.0.0.1 max_conns=10; server 10.0.0.2 max_conns=10;";
const std::string in_zone = "zone u 64k; " + two;

std::string all_notes(const Forecast& forecast) {
  std::string out;
  for (const std::string& note : forecast.pool().grade.notes) out += note + "\n";
  return out;
}

TEST(MaxConns, OfAZoneOrOfOneWorkerAreALimitOfTheWhole) {
  for (const bool zone : {true, false}) {
    const Forecast forecast =
        of_upstream(zone ? "worker_processes 4;" : "", zone ? in_zone : two, workload(100));
    EXPECT_DOUBLE_EQ(*forecast.server(0).capacity, 100) << zone;
    EXPECT_EQ(all_notes(forecast).find("each worker"), std::string::npos) << zone;
  }
}

TEST(MaxConns, WithoutAZoneAreEveryWorkersOwn) {
  const Forecast four = of_upstream("worker_processes 4;", two, workload(100));
  EXPECT_DOUBLE_EQ(*four.server(0).capacity, 400);
  EXPECT_NE(all_notes(four).find("a limit of each worker"), std::string::npos);
  const Forecast cores = of_upstream("worker_processes auto;", two, workload(100));
  EXPECT_FALSE(cores.server(0).capacity);
  EXPECT_FALSE(cores.pool().refused);
  EXPECT_NE(all_notes(cores).find("no capacity follows"), std::string::npos);
}

// Erlang's B of 20 places, computed from its definition: a^c / c! over the sum of all a^k / k!.
double blocked(int places, double offered) {
  double term = 1, sum = 1;
  for (int k = 1; k <= places; ++k) sum += term *= offered / k;
  return term / sum;
}

// How the kernel divides requests among workers is not known: an even division, and all to one.
TEST(MaxConns, OfSeveralWorkersRefuseBetweenTwoFigures) {
  const Forecast two_workers = of_upstream("worker_processes 2;", two, workload(300));
  ASSERT_TRUE(two_workers.pool().refused);
  EXPECT_NEAR(two_workers.pool().refused->share, blocked(20, 15), 1e-12);
  ASSERT_TRUE(two_workers.pool().refused->share_if_one);
  EXPECT_NEAR(*two_workers.pool().refused->share_if_one, blocked(20, 30), 1e-12);
  EXPECT_NE(all_notes(two_workers).find("evenly"), std::string::npos);
  const Forecast zone = of_upstream("worker_processes 2;", in_zone, workload(300));
  ASSERT_TRUE(zone.pool().refused);
  EXPECT_FALSE(zone.pool().refused->share_if_one);
}

// Capacities of the policy, limits of every worker: how many are refused is not known, but nobody
// waits in a queue that nginx has not.
TEST(MaxConns, OfSeveralWorkersWithCapacitiesOfThePolicyLetNoQueueGrow) {
  const std::string capacity = "[pool.u.server.\"*\"]\ncapacity = \"100/s\"\n";
  for (const char* workers : {"worker_processes 3;", "worker_processes auto;"}) {
    const Forecast forecast = of_upstream(workers, two, workload(300) + capacity);
    EXPECT_FALSE(forecast.pool().refused);
    for (const ServerForecast& server : forecast.pool().servers) {
      EXPECT_FALSE(server.backlog_per_s) << workers;
      EXPECT_FALSE(server.response_s) << workers;
      EXPECT_EQ(server.formula, Formula::none) << workers;
    }
    EXPECT_NE(all_notes(forecast).find("How much that is is not told"), std::string::npos);
  }
  const Forecast simulated = of_upstream("", two, workload(300) + capacity);
  ASSERT_TRUE(simulated.pool().refused);
  EXPECT_NEAR(simulated.pool().refused->share, blocked(20, 30), 0.01);
  for (const ServerForecast& server : simulated.pool().servers) EXPECT_FALSE(server.backlog_per_s);
}

// No queue, so no backlog and no waiting: what no server has a place for is gone.
TEST(MaxConns, WhatNoServerHasAPlaceForIsRefused) {
  for (const int rate : {100, 200, 400}) {
    const Forecast forecast = of_upstream("", two, workload(rate));
    ASSERT_TRUE(forecast.pool().refused) << rate;
    EXPECT_NEAR(forecast.pool().refused->share, blocked(20, rate / 10.0), 1e-12) << rate;
    EXPECT_EQ(forecast.pool().refused->formula, Formula::erlang_b);
    for (const ServerForecast& server : forecast.pool().servers) {
      EXPECT_FALSE(server.backlog_per_s) << rate;
      EXPECT_LE(*server.utilisation, 1.01) << rate << ": what is refused is no load";
      EXPECT_NEAR(*server.response_s, 0.1, 0.005) << rate;
    }
  }
}

// Whatever chance makes of simulated shares: of all servers, and of those that a loss leaves.
TEST(MaxConns, NeverMoreIsAcceptedThanThereArePlacesFor) {
  for (const char* method : {"", "least_conn;", "random two;"})
    for (const int rate : {20, 60, 100, 150, 400, 2000}) {
      const Forecast forecast = of_upstream(
          "",
          method + std::string("server 10.0.0.1 max_conns=2; server 10.0.0.2 max_conns=5 "
                               "weight=3; server 10.0.0.3 max_conns=3;"),
          workload(rate));
      const double offered = rate / 10.0;
      double accepted = 0;
      for (const ServerForecast& server : forecast.pool().servers) {
        EXPECT_LE(*server.load, *server.capacity) << method << rate;
        accepted += *server.load;
      }
      EXPECT_LE(accepted, rate * (1 - blocked(10, offered)) + 1e-9) << method << rate;
      for (const Loss& loss : forecast.pool().losses) {
        double left = 0;
        int places = 0;
        for (const Survivor& survivor : loss.survivors) {
          const double capacity = *forecast.server(survivor.server).capacity;
          EXPECT_LE(*survivor.utilisation, 1) << method << rate;
          left += *survivor.utilisation * capacity;
          places += static_cast<int>(capacity / 10 + 0.5);
        }
        EXPECT_LE(left, rate * (1 - blocked(places, offered)) + 1e-9) << method << rate;
      }
    }
}

TEST(MaxConns, EachOfSeveralWorkersRefusesForItself) {
  const Forecast forecast = of_upstream("worker_processes 4;", two, workload(1000));
  EXPECT_NEAR(forecast.pool().refused->share, blocked(20, 25), 1e-12);
}

// Whatever the method, and however uneven the weights.
TEST(MaxConns, TheFormulaAgreesWithTheSimulation) {
  for (const char* method : {"", "least_conn;", "random two;", "hash $request_uri;"}) {
    const Forecast forecast = of_upstream(
        "",
        method + std::string("server 10.0.0.1 weight=5 max_conns=10; server 10.0.0.2 max_conns=5;"),
        workload(200));
    base::Random random(3);
    const auto requests = draw_requests({200, 0.1, 40'000}, random);
    const auto stepped = simulate({forecast.program(), *forecast.pool().pool}, requests, {});
    ASSERT_TRUE(stepped) << method;
    EXPECT_NEAR(static_cast<double>(stepped->refused) / 40'000, forecast.pool().refused->share,
                0.01)
        << method;
  }
}

TEST(MaxConns, ABackupsPlacesCountAndAServerWithoutALimitRefusesNobody) {
  const Forecast backed =
      of_upstream("", two + "server 10.0.0.3 max_conns=10 backup;", workload(400));
  EXPECT_NEAR(backed.pool().refused->share, blocked(30, 40), 1e-12);
  const Forecast open = of_upstream("", two + "server 10.0.0.3 backup;", workload(400));
  ASSERT_TRUE(open.pool().refused);
  EXPECT_EQ(open.pool().refused->share, 0);
  EXPECT_EQ(open.pool().refused->formula, Formula::simulated);
}

// nginx makes the cookie's value itself.
TEST(Sticky, HoldsWhoComesBackWithoutAValueOnTheServersLine) {
  const Forecast forecast =
      of_upstream("", "sticky cookie c; server 10.0.0.1; server 10.0.0.2;", "");
  EXPECT_NE(forecast.pool().grade.reason.find("first visits"), std::string::npos);
  EXPECT_EQ(all_notes(forecast).find("holds nobody"), std::string::npos);
}

// Two draws even out the weights of a pool in which requests do not overlap; a load follows not.
TEST(RandomTwo, IdleSharesAreNoLoad) {
  const std::string servers =
      "random two; server 10.0.0.1 weight=4; server 10.0.0.2; server 10.0.0.3;";
  const Forecast idle = of_upstream("", servers, "[workload]\nrate = \"100/s\"\n");
  EXPECT_TRUE(idle.pool().idle_shares);
  EXPECT_NEAR(idle.server(1).share, 0.367, 0.001);
  EXPECT_FALSE(idle.server(1).load);
  const Forecast loaded = of_upstream("", servers, workload(1000));
  EXPECT_FALSE(loaded.pool().idle_shares);
  EXPECT_NEAR(loaded.server(1).share, 1.0 / 6, 0.015);
  const Forecast alike = of_upstream("", "random two; server 10.0.0.1; server 10.0.0.2;",
                                     "[workload]\nrate = \"100/s\"\n");
  EXPECT_DOUBLE_EQ(*alike.server(0).load, 50);
}

}  // namespace
}  // namespace ek::predict
