// What the answer says beside its figures. What happens was measured against the running 2.6.12.
#include <gtest/gtest.h>

#include "forecast.h"
#include "predict/rests_on.h"
#include "predict/simulation.h"

namespace ek::predict {
namespace {

std::string backend(const std::string& lines, const std::string& servers) {
  return "defaults\n  mode http\n  timeout connect 1s\nfrontend f\n  bind :80\n  default_backend "
         "b\n"
         "backend b\n" +
         lines + servers;
}

std::string notes(const Forecast& forecast) {
  std::string all;
  for (const std::string& note : forecast.pool().grade.notes) all += note + "\n";
  return all;
}

void expect_says(const Forecast& forecast, const std::string& words) {
  EXPECT_NE(notes(forecast).find(words), std::string::npos) << notes(forecast);
}

void expect_silent(const Forecast& forecast, const std::string& words) {
  EXPECT_EQ(notes(forecast).find(words), std::string::npos) << notes(forecast);
}

constexpr const char* cookie = "  cookie S insert indirect nocache\n";
constexpr const char* plain = "  server a 127.0.0.1:1\n  server b 127.0.0.1:2\n";

TEST(Caveats, ACookieWithoutValuesHoldsNobody) {
  const Forecast forecast(backend(cookie, plain));
  expect_says(forecast, "The persistence cookie holds nobody");
  expect_silent(forecast, "first visits");
  EXPECT_EQ(forecast.pool().grade.exactness, Exactness::exact);
}

TEST(Caveats, ClientsOfACookieThatTwoShareGoToTheFirst) {
  const Forecast forecast(backend(cookie,
                                  "  server a 127.0.0.1:1 cookie x\n"
                                  "  server b 127.0.0.1:2 cookie x\n  server c 127.0.0.1:3\n"));
  expect_says(forecast, "Cookie value x belongs to a and b");
  expect_says(forecast, "does not hold the clients of c");
  expect_says(forecast, "first visits");
}

TEST(Caveats, AKeyThatARuleChangesIsNotThatOfTheRequests) {
  const Forecast changed(backend("  balance uri\n  http-request set-path /fixed\n", plain));
  EXPECT_EQ(changed.pool().grade.exactness, Exactness::approximate);
  EXPECT_NE(changed.pool().grade.reason.find("line 9 (http-request set-path of backend b)"),
            std::string::npos)
      << changed.pool().grade.reason;
  const Forecast other(backend("  balance uri\n  http-request set-header a b\n", plain));
  EXPECT_EQ(other.pool().grade.exactness, Exactness::exact);
  const Forecast rule(
      backend("  use-server a if { hdr(x) 1 }\n  http-request set-header X 1\n", plain));
  EXPECT_EQ(rule.pool().grade.exactness, Exactness::distribution);
  const Forecast tcp("backend b\n  mode tcp\n  balance hash path\n" + std::string(plain));
  EXPECT_EQ(tcp.pool().grade.exactness, Exactness::approximate);
}

TEST(Caveats, WhatIsAnsweredBeforeIsNotInTheShares) {
  for (const char* lines : {"  http-request deny if { path /x }\n", "  stats uri /s\n",
                            "  redirect location /r if !{ ssl_fc }\n"}) {
    const Forecast forecast(backend(lines, plain));
    expect_says(forecast, "Requests that are answered before, as by line 8 (");
    EXPECT_EQ(forecast.pool().grade.reason, "requests that reach a server");
    EXPECT_EQ(forecast.pool().grade.exactness, Exactness::exact_given);
  }
  expect_silent(Forecast(backend("  http-request deny if FALSE\n", plain)), "answered before");
}

TEST(Caveats, ATableThatIsOnlyFilledHoldsNobody) {
  const std::string table = "  stick-table type ip size 1m\n";
  const Forecast filled(backend(table + "  stick store-request src\n", plain));
  expect_says(filled, "The stick table is filled and never asked");
  EXPECT_EQ(filled.pool().grade.exactness, Exactness::exact);
  const Forecast asked(backend(table + "  stick on src\n", plain));
  expect_says(asked, "first visits");
  expect_silent(asked, "holds nobody");
}

TEST(Caveats, PicksRestOnMillisecondsOnceAStickTableIsFull) {
  const auto rest_on = [](const std::string& table, std::size_t requests) {
    const Forecast forecast(backend(table + "  stick on src\n", plain));
    const std::vector<model::Request> those(requests);
    return picks_rest_on({model::Program{}, *forecast.pool().pool}, those);
  };
  EXPECT_EQ(rest_on("  stick-table type ip size 5\n", 5), "");
  EXPECT_EQ(
      rest_on("  stick-table type ip size 5\n", 6),
      "the millisecond of each request and answer, once the stick table's 5 entries are taken");
  EXPECT_EQ(rest_on("  stick-table type ip size 5 nopurge\n", 6), "");
  EXPECT_EQ(rest_on("  stick-table type ip size 5 expire 30m\n", 5),
            "requests so close together that no entry of the stick table runs out (expire 30m)");
}

TEST(Caveats, PreferLastServerKeepsConnectionsTogether) {
  const Forecast forecast(backend("  option prefer-last-server\n", plain));
  expect_says(forecast, "the shares are those of connections, not of requests");
  EXPECT_EQ(forecast.pool().grade.exactness, Exactness::exact_given);
  const Forecast hashed(backend("  balance source\n  option prefer-last-server\n", plain));
  expect_silent(hashed, "prefer-last-server");
}

TEST(Caveats, TheServersOfAListenSectionWithADefaultBackendAreNotReached) {
  const std::string other = "backend other\n  server o 127.0.0.1:3\n";
  const std::string listen = "listen b\n  bind :80\n" + std::string(plain);
  const Forecast bypassed(listen + "  default_backend other\n" + other);
  expect_says(bypassed, "Nothing reaches these servers: the section's requests go to other");
  const Forecast always(listen + "  use_backend other\n" + other);
  expect_says(always, "Nothing reaches these servers");
  const Forecast used(listen + "  use_backend other if { path_beg /a }\n" + other);
  expect_silent(used, "Nothing reaches");
  const Forecast elsewhere(listen + "  default_backend other\n" + other +
                           "frontend g\n  bind :81\n  default_backend b\n");
  expect_silent(elsewhere, "Nothing reaches");
}

constexpr const char* crowd = "[pool.b]\nrate = \"150/s\"\nservice_time = \"100ms\"\n";
constexpr const char* two_with_minconn =
    "  server a 127.0.0.1:1 minconn 2 maxconn 20\n  server b 127.0.0.1:2 minconn 2 maxconn 20\n";

// Measured: 271.9 ms with 1000 connections of the frontend, so a fullconn of 100.
TEST(Caveats, FullconnIsATenthOfWhatTheListenersHold) {
  const Forecast forecast("global\n  maxconn 1000\n" + backend("", two_with_minconn), crowd);
  EXPECT_EQ(forecast.pool().pool->limits.fullconn.value, 100u);
  ASSERT_TRUE(forecast.server(0).response_s);
  EXPECT_NEAR(*forecast.server(0).response_s, 0.272, 0.02);
}

TEST(Caveats, FullconnIsUnknownWhereAListenersLimitIs) {
  const Forecast forecast(backend("", two_with_minconn), crowd);
  EXPECT_EQ(forecast.pool().pool->limits.fullconn.value, 0u);
  expect_says(forecast, "is full at times and is then passed over.");
  expect_silent(forecast, "`evenkeel simulate` counts that too");
}

// Measured: 37.9 % answered 503 after a second.
TEST(Caveats, WhoWaitsForAPlaceGivesUpAfterTheQueueTimeout) {
  const Forecast forecast(
      backend("", "  server a 127.0.0.1:1 maxconn 10\n  server b 127.0.0.1:2 maxconn 10\n"),
      "[pool.b]\nrate = \"300/s\"\nservice_time = \"100ms\"\n");
  const ServerForecast& server = forecast.server(0);
  EXPECT_FALSE(server.backlog_per_s);
  ASSERT_TRUE(server.errors_per_s);
  EXPECT_NEAR(*server.errors_per_s, 50, 2);
  ASSERT_TRUE(server.response_s);
  EXPECT_NEAR(*server.response_s, 1, 0.15);  // nearly the whole second is spent in the queue
  expect_says(forecast, " % wait 1s (timeout connect, as no timeout queue is set) in vain");
}

TEST(Caveats, WithoutAQueueTimeoutTheyPileUp) {
  const Forecast forecast(
      "backend b\n  balance uri\n  server a 127.0.0.1:1 maxconn 10\n"
      "  server b 127.0.0.1:2 maxconn 10\n",
      "[pool.b]\nrate = \"300/s\"\nservice_time = \"100ms\"\n");
  ASSERT_TRUE(forecast.server(0).backlog_per_s);
  EXPECT_FALSE(forecast.server(0).errors_per_s);
}

}  // namespace
}  // namespace ek::predict
