// Shares under load against an nginx under that load, two workers with one zone. Machines differ in
// how punctual they are, so the bound is wide; the shares of an idle pool are much wider off.
#include <gtest/gtest.h>

#include "forecast/forecast.h"
#include "rig/backends.h"
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
    rig::NginxOptions options;
    options.workers = 2;
    options.sockets.emplace_back();
    std::string upstream = "upstream app { zone app 64k; " + method + "\n";
    for (std::size_t i = 0; i < 3; ++i)
      upstream += rig::nginx_server_line(backends.endpoint(i), i == 0 ? "weight=4" : "");
    upstream += "}\n";
    options.http = upstream + "server { listen " + rig::to_string(options.sockets[0].endpoint()) +
                   "; location / { proxy_pass http://app; } }\n";
    auto nginx = rig::Nginx::start(std::move(options));
    ASSERT_TRUE(nginx) << nginx.error();
    rig::LoadOptions load;
    load.to = nginx->endpoint();
    load.requests = requests;
    load.connections = 200;
    load.rate_per_s = 400;
    load.poisson_seed = 7;
    const auto measured = rig::run_load(load);
    ASSERT_EQ(measured.answered, requests) << nginx->output();
    const predict::Forecast predicted("worker_processes 2; events { }\nhttp { " + upstream + " }",
                                      workload, {}, "nginx");
    for (std::size_t i = 0; i < 3; ++i) {
      const auto served = measured.per_server.find(backends.label(i));
      const auto count = served == measured.per_server.end() ? 0 : served->second;
      EXPECT_NEAR(100.0 * static_cast<double>(count) / requests, 100 * predicted.server(i).share,
                  points)
          << method << " server " << i;
    }
  }
}

}  // namespace
}  // namespace ek::differential::nginx
