// Shares under load against an nginx under that load, two workers with one zone. Machines differ in
// how punctual they are, so the bound is wide; the shares of an idle pool are much wider off.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <memory>
#include <optional>

#include "forecast/forecast.h"
#include "rig/backends.h"
#include "rig/client.h"
#include "rig/load.h"
#include "rig/nginx.h"

namespace ek::differential::nginx {
namespace {

constexpr std::size_t requests = 2'500;
constexpr double points = 4;  // sampling leaves 1 (one standard deviation), lateness the rest

// In an idle pool of these weights each light server gets 36.7 %, under load hardly more than the
// sixth that its weight says. `random two` alone picks by connections, too.
TEST(NginxLoaded, RandomTwoGoesBackToTheWeights) {
  constexpr const char* workload = "[workload]\nrate = \"400/s\"\nservice_time = \"20ms\"\n";
  for (const std::string method : {"random two;", "random two least_conn;"}) {
    rig::Backends backends;
    rig::BackendOptions backend;
    backend.service_time = std::chrono::milliseconds(20);
    backends.add_many(3, backend);
    std::string upstream = "upstream app { zone app 64k; " + method + "\n";
    for (std::size_t i = 0; i < 3; ++i)
      upstream += rig::nginx_server_line(backends.endpoint(i), i == 0 ? "weight=4" : "");
    upstream += "}\n";
    rig::NginxOptions options = rig::one_listener(upstream);
    options.workers = 2;
    auto nginx = rig::Nginx::start(std::move(options));
    ASSERT_TRUE(nginx) << nginx.error();
    const auto measured = rig::run_load({.to = nginx->endpoint(),
                                         .requests = requests,
                                         .connections = 200,
                                         .rate_per_s = 400,
                                         .poisson_seed = 7});
    ASSERT_EQ(measured.answered, requests) << nginx->output();
    const predict::Forecast predicted("worker_processes 2; events { }\nhttp { " + upstream + " }",
                                      workload, {}, "nginx");
    for (std::size_t i = 0; i < 3; ++i) {
      EXPECT_NEAR(100 * measured.share_of(backends.label(i)), 100 * predicted.server(i).share,
                  points)
          << method << " server " << i;
    }
  }
}

const std::vector<std::string> limits{"max_conns=5", "max_conns=5", "max_conns=2 backup"};

// The servers' places by the file, one of them down.
rig::Outcome<rig::Nginx> start_limited(const rig::Backends& backends, std::optional<int> down) {
  std::string upstream = "upstream app { zone app 64k;\n";
  for (std::size_t i = 0; i < limits.size(); ++i)
    upstream += rig::nginx_server_line(backends.endpoint(i),
                                       limits[i] + (down == static_cast<int>(i) ? " down" : ""));
  return rig::Nginx::start(rig::one_listener(upstream + "}\n"));
}

predict::Forecast predicted_limited() {
  std::string upstream;
  for (std::size_t i = 0; i < limits.size(); ++i)
    upstream += fmt::format("server 127.0.0.{} {};\n", i + 1, limits[i]);
  return predict::Forecast("events { }\nhttp { upstream app { zone app 64k; " + upstream + " } }",
                           "[workload]\nrate = \"180/s\"\nservice_time = \"50ms\"\n", {}, "nginx");
}

// All places are one group, backups included, and those of a lost server are gone.
TEST(NginxLimited, LetsInAsManyAsThereArePlaces) {
  constexpr std::size_t clients = 16;
  for (const auto& [down, places] : std::vector<std::pair<std::optional<int>, std::size_t>>{
           {std::nullopt, 12}, {0, 7}, {2, 10}}) {
    rig::Backends backends;
    backends.add_many(3, {.hold = true});
    auto nginx = start_limited(backends, down);
    ASSERT_TRUE(nginx) << nginx.error();
    std::vector<std::unique_ptr<rig::Client>> waiting;
    std::size_t refused = 0;
    for (std::size_t i = 0; i < clients; ++i) {
      waiting.push_back(std::make_unique<rig::Client>(nginx->endpoint()));
      ASSERT_TRUE(waiting.back()->send({}));
      if (i < places) {
        ASSERT_TRUE(backends.wait_held_total(i + 1)) << nginx->output();
        continue;
      }
      const auto answer = waiting.back()->receive();
      ASSERT_TRUE(answer) << answer.error();
      refused += answer->status == 502 ? 1 : 0;
    }
    EXPECT_EQ(refused, clients - places);
    EXPECT_EQ(backends.held_total(), places);
    for (std::size_t i = 0; i < backends.size(); ++i) backends.set_hold(i, false);
  }
}

// What the row of a loss says each survivor is sent, against an nginx whose file has that server
// down.
TEST(NginxLimited, ServesAfterALossWhatTheRowSays) {
  constexpr std::size_t sent = 1'800;
  const predict::Forecast predicted = predicted_limited();
  for (const predict::ServerIndex down : {0U, 2U}) {
    rig::Backends backends;
    rig::BackendOptions backend;
    backend.service_time = std::chrono::milliseconds(50);
    backends.add_many(3, backend);
    auto nginx = start_limited(backends, static_cast<int>(down));
    ASSERT_TRUE(nginx) << nginx.error();
    const auto measured = rig::run_load({.to = nginx->endpoint(),
                                         .requests = sent,
                                         .connections = 100,
                                         .rate_per_s = 180,
                                         .poisson_seed = 7});
    ASSERT_EQ(measured.answered, sent) << nginx->output();
    for (const predict::Survivor& survivor : predicted.loss_of(down).survivors) {
      const double load_of = *survivor.utilisation * *predicted.server(survivor.server).capacity;
      EXPECT_NEAR(100 * measured.share_of(backends.label(survivor.server)), 100 * load_of / 180,
                  points)
          << "server " << survivor.server << " without " << down;
    }
  }
}

}  // namespace
}  // namespace ek::differential::nginx
