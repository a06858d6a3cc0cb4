// nginx: what its workers hold at once, and what stands before a pool's servers or multiplies their
// load.
#include <gtest/gtest.h>

#include "base/figures.h"
#include "forecast.h"
#include "predict/erlang.h"

namespace ek::predict {
namespace {

Forecast nginx(const std::string& main, const std::string& http, const std::string& policy) {
  return Forecast(main + "\nhttp { " + http + " }\n", policy, {}, "nginx");
}

const std::string app =
    "upstream app { server 10.0.0.1; server 10.0.0.2; }\n"
    "server { listen 80; location / { proxy_pass http://app; } }";
constexpr const char* busy = "[workload]\nrate = \"450/s\"\nservice_time = \"100ms\"\n";

TEST(WorkerConnections, TurnAwayWhatFindsNone) {
  const std::string said = notes_of(nginx("events { worker_connections 64; }", app, busy));
  EXPECT_NE(
      said.find("worker_connections 64 is too low: 450/s of 100ms each keep 45 requests busy, "
                "31 of them have room at once, so 34.8 % of them are turned away."),
      std::string::npos)
      << said;
  EXPECT_NEAR(erlang_b(31, 45), 0.348, 0.0005);
}

// Each turns away for itself, the requests divided evenly.
TEST(WorkerConnections, OfTwoWorkersHoldTwice) {
  const std::string two = "worker_processes 2; events { worker_connections ";
  EXPECT_EQ(notes_of(nginx(two + "96; }", app, busy)).find("worker_connections"),
            std::string::npos);
  const Forecast tight = nginx(two + "48; }", app, busy);
  EXPECT_NE(notes_of(tight).find("worker_connections 48 of 2 workers is too low"),
            std::string::npos);
  EXPECT_NE(notes_of(tight).find(", 46 of them have room at once"), std::string::npos);
  EXPECT_NE(notes_of(tight).find(base::percent(erlang_b(23, 22.5)) + " of them are turned away"),
            std::string::npos);
}

TEST(WorkerConnections, AreUnknownWithoutTheWorkersOrTheEventsBlock) {
  for (const char* main : {"worker_processes auto; events { worker_connections 8; }", ""})
    EXPECT_EQ(notes_of(nginx(main, app, busy)).find("too low"), std::string::npos) << main;
}

TEST(WorkerConnections, OneAddressIsOneSocketHoweverManyServersListen) {
  const std::string many =
      "upstream app { server 10.0.0.1; }\n"
      "server { listen 80; listen 10.0.0.9:80; location / { proxy_pass http://app; } }\n"
      "server { listen *:80; server_name b; } server { listen [::]:80; listen 81; }";
  EXPECT_NE(
      notes_of(nginx("events { worker_connections 64; }", many, busy)).find("30 of them have room"),
      std::string::npos);
}

TEST(WorkerConnections, OfHttp2ClientsSeveralRequestsShareOne) {
  const std::string shared =
      "upstream app { server 10.0.0.1; }\n"
      "server { listen 443 ssl http2; location / { proxy_pass http://app; } }";
  EXPECT_NE(notes_of(nginx("events { worker_connections 64; }", shared, busy))
                .find("with HTTP/2 several requests share a connection"),
            std::string::npos);
}

TEST(Ahead, IsSaidWhereARateIsKnown) {
  const std::string http =
      "upstream app { server 10.0.0.1; }\n server { listen 80; proxy_cache c;\n"
      "location / { limit_req zone=z; mirror /m; proxy_pass http://app; }\n"
      "location = /m { proxy_pass http://app; } }";
  const std::string said = notes_of(nginx("", http, "[workload]\nrate = \"5/s\"\n"));
  EXPECT_NE(said.find("Not every request gets as far as a server, by proxy_cache (line 3) and "
                      "limit_req (line 4): the rate is taken as that of those that do."),
            std::string::npos)
      << said;
  EXPECT_NE(said.find("Other requests cause some here, by mirror (line 4): the rate is taken to "
                      "count these as well."),
            std::string::npos);
  EXPECT_EQ(notes_of(nginx("", http, "")).find("the rate"), std::string::npos);
}

TEST(Retries, MultiplyTheLoadOfOverloadedServers) {
  const std::string policy =
      "[pool.app]\nrate = \"450/s\"\n[pool.app.server.\"*\"]\ncapacity = \"200/s\"\n";
  const auto with = [&](const std::string& line) {
    return notes_of(nginx("", line + app, policy));
  };
  EXPECT_NE(with("").find("each request to 2 at most (*_next_upstream)"), std::string::npos);
  EXPECT_EQ(with("proxy_next_upstream off;").find("next_upstream"), std::string::npos);
  EXPECT_EQ(with("proxy_next_upstream error;").find("next_upstream"), std::string::npos);
  EXPECT_EQ(with("proxy_next_upstream_tries 1;").find("next_upstream"), std::string::npos);
  const std::string calm =
      "[pool.app]\nrate = \"100/s\"\n[pool.app.server.\"*\"]\ncapacity = \"200/s\"\n";
  EXPECT_EQ(notes_of(nginx("", app, calm)).find("next_upstream"), std::string::npos);
}

TEST(SplitClients, DivideTheRateOfTheWorkload) {
  const std::string split =
      "split_clients $remote_addr $v { 10% blue; * green; }\n"
      "upstream green { server 10.0.0.1; } upstream blue { server 10.0.0.2; }\n";
  const std::string one = "server { listen 80; location / { proxy_pass http://$v; } }\n";
  const std::string policy = "[workload]\nrate = \"1000/s\"\n";
  const Forecast divided = nginx("", split + one, policy);
  ASSERT_TRUE(divided.pool().rate);
  EXPECT_NEAR(*divided.pool().rate, 900, 1e-5);
  EXPECT_NE(notes_of(divided).find("Its rate is 90.0 % of that of [workload], by split_clients"),
            std::string::npos)
      << notes_of(divided);
  const std::string two = "server { listen 81; location / { proxy_pass http://green; } }\n";
  EXPECT_FALSE(nginx("", split + one + two, policy).pool().rate)
      << "how much goes there, who knows";
}

TEST(Hash, OfAServerThatHasEverythingTheOthersTakeOver) {
  const Forecast forecast =
      nginx("", "upstream a { hash $uri; server 10.0.0.1 weight=999999; server 10.0.0.2; }", "");
  ASSERT_TRUE(forecast.loss_of(0).worst);
  EXPECT_NEAR(forecast.loss_of(0).worst->share, 1, 1e-9);
}

}  // namespace
}  // namespace ek::predict
