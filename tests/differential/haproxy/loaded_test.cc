// Shares under load against a HAProxy under that load. Machines differ in how punctual they are, so
// the bound is wide; idle shares are wider off. Only leastconn: lateness puts more requests in
// flight, and its shares then stay with the weights; those of `first` would move to the next
// server.
#include <gtest/gtest.h>

#include "differential/haproxy/run.h"
#include "differential/haproxy/version.h"
#include "forecast/forecast.h"
#include "rig/load.h"

namespace ek::differential {
namespace {

constexpr std::size_t requests = 2'500;
constexpr double points = 4;  // sampling leaves 1 (one standard deviation), lateness the rest

// One pool, asked at 400/s for what takes 20 ms: eight requests in flight in the mean.
void expect_predicted(const std::string& lines, const std::vector<ServerPlan>& plans) {
  constexpr const char* workload = "[workload]\nrate = \"400/s\"\nservice_time = \"20ms\"\n";
  rig::Backends backends;
  rig::BackendOptions backend;
  backend.service_time = std::chrono::milliseconds(20);
  backends.add_many(plans.size(), backend);
  const std::string app = lines + server_lines(backends, plans);
  auto pair = Pair::open(app);
  ASSERT_TRUE(pair) << pair.error();
  const auto measured = rig::run_load({.to = (*pair)->program().endpoint(),
                                       .requests = requests,
                                       .connections = 200,
                                       .rate_per_s = 400,
                                       .poisson_seed = 7,
                                       .proxy_source = "10.0.0.7"});
  ASSERT_EQ(measured.answered, requests);
  const predict::Forecast predicted("defaults\n  mode http\nbackend app\n" + app, workload, {},
                                    "haproxy", running_version());
  for (std::size_t i = 0; i < plans.size(); ++i) {
    EXPECT_NEAR(100 * measured.share_of(backends.label(i)), 100 * predicted.server(i).share, points)
        << "s" << i + 1;
  }
}

TEST(Loaded, LeastconnFollowsTheWeights) {
  std::vector<ServerPlan> plans(3);
  for (std::size_t i = 0; i < plans.size(); ++i)
    plans[i].options = i == 0 ? "weight 10" : "weight 100";
  expect_predicted("balance leastconn\n", plans);
}

// s1 has places for half of what is drawn for it; s2 lets nobody wait. What waits for s1 in vain is
// s1's: two thirds of the requests in all, and s2 serves its third.
TEST(Loaded, WhoWaitsInVainCountsForTheServersWithALimit) {
  const std::string lines = "balance random(1)\ntimeout queue 300ms\n";
  const std::vector<std::string> options{"weight 2 maxconn 3", "weight 1"};
  std::vector<ServerPlan> plans(2);
  for (std::size_t i = 0; i < 2; ++i) plans[i].options = options[i];
  rig::Backends backends;
  rig::BackendOptions backend;
  backend.service_time = std::chrono::milliseconds(50);
  backends.add_many(2, backend);
  const std::string app = lines + server_lines(backends, plans);
  auto pair = Pair::start(app);
  ASSERT_TRUE(pair) << pair.error();
  const auto measured = rig::run_load({.to = (*pair)->program().endpoint(),
                                       .requests = requests,
                                       .connections = 300,
                                       .rate_per_s = 180,
                                       .poisson_seed = 7,
                                       .proxy_source = "10.0.0.7"});
  ASSERT_EQ(measured.answered, requests);
  const predict::Forecast predicted("defaults\n  mode http\nbackend app\n" + app,
                                    "[workload]\nrate = \"180/s\"\nservice_time = \"50ms\"\n", {},
                                    "haproxy", running_version());
  const auto part = [&](const std::string& who) { return 100 * measured.share_of(who); };
  EXPECT_NEAR(part(backends.label(1)), 100 * predicted.server(1).share, points);
  EXPECT_NEAR(part(backends.label(0)) + part("-"), 100 * predicted.server(0).share, points);
  ASSERT_TRUE(predicted.server(0).errors_per_s);
  EXPECT_NEAR(part("-"), 100 * *predicted.server(0).errors_per_s / 180, 2 * points);
}

}  // namespace
}  // namespace ek::differential
