// The rig's own parts, without a balancer between them.
#include <gtest/gtest.h>
#include <sys/prctl.h>
#include <sys/wait.h>

#include <chrono>
#include <cstdlib>
#include <thread>

#include "rig/backends.h"
#include "rig/client.h"
#include "rig/haproxy.h"
#include "rig/load.h"
#include "rig/nginx.h"
#include "rig/one_core.h"
#include "rig/patience.h"

namespace ek::rig {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

TEST(RigParts, ARefusedPortRefuses) {
  const RefusedPort v4;
  const auto connection = Connection::open(v4.endpoint());
  ASSERT_FALSE(connection);
  EXPECT_NE(connection.error().find("Connection refused"), std::string::npos) << connection.error();
  const RefusedPort v6("::1");
  EXPECT_FALSE(Connection::open(v6.endpoint()));
}

TEST(RigParts, AKilledBackendRefusesUntilItIsRevived) {
  Backends backends;
  backends.add_many(1);
  Client client(backends.endpoint(0));
  ASSERT_TRUE(client.get("/"));
  backends.kill(0);
  EXPECT_FALSE(client.get("/"));
  const auto refused = client.get("/");
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().find("refused"), std::string::npos) << refused.error();
  backends.revive(0);
  const auto again = client.get("/");
  EXPECT_TRUE(again) << again.error();
}

TEST(RigParts, AHoldingServerReleasesTheOldestFirst) {
  Backends backends;
  BackendOptions options;
  options.hold = true;
  backends.add_many(1, options);
  Client a(backends.endpoint(0)), b(backends.endpoint(0));
  ASSERT_TRUE(a.send({"/a"}));
  ASSERT_TRUE(backends.wait_held_total(1));
  ASSERT_TRUE(b.send({"/b"}));
  ASSERT_TRUE(backends.wait_held_total(2));
  EXPECT_TRUE(backends.release_oldest(0));
  EXPECT_TRUE(a.receive());
  EXPECT_EQ(backends.held(0), 1U);
  backends.set_hold(0, false);
  EXPECT_TRUE(b.receive());
  EXPECT_FALSE(backends.release_oldest(0));
}

TEST(RigParts, ALimitedServerServesNoMoreThanItsConcurrencyAtOnce) {
  Backends backends;
  BackendOptions options;
  options.concurrency = 2;
  options.service_time = milliseconds(20);
  backends.add_many(1, options);
  LoadOptions load;
  load.to = backends.endpoint(0);
  load.requests = 20;
  load.connections = 10;
  const LoadResult result = run_load(load);
  EXPECT_EQ(result.answered, 20U);
  EXPECT_EQ(result.per_server, (std::map<std::string, std::uint64_t>{{"s1", 20}}));
  EXPECT_GE(result.seconds, 0.2);  // 20 requests, 2 at a time, 20 ms each: never faster
  EXPECT_GE(result.latency_us(0), 20000U);
}

TEST(RigParts, TheClientsWaitingAtALimitedServerAreServedFirstComeFirstServed) {
  Backends backends;
  BackendOptions options;
  options.concurrency = 1;
  options.hold = true;
  backends.add_many(1, options);
  Client a(backends.endpoint(0)), b(backends.endpoint(0));
  ASSERT_TRUE(a.send({"/?hold=a"}));
  ASSERT_EQ(backends.where_is("a"), 0U);
  ASSERT_TRUE(b.send({"/?hold=b"}));
  EXPECT_FALSE(backends.where_is("b", milliseconds(50)).has_value());  // waits for a's place
  EXPECT_TRUE(backends.release_token("a"));
  EXPECT_EQ(backends.where_is("b"), 0U);
}

TEST(RigParts, HealthChecksAreAnsweredButNotCounted) {
  Backends backends;
  BackendOptions options;
  options.hold = true;
  backends.add_many(1, options);
  Client client(backends.endpoint(0));
  EXPECT_EQ(client.get("/rig-health").value_or(Response{}).status, 200);
  EXPECT_EQ(client.request({"/", {}, "OPTIONS"}).value_or(Response{}).status, 200);
  backends.set_healthy(0, false);
  EXPECT_EQ(client.get("/rig-health").value_or(Response{}).status, 503);
  EXPECT_EQ(backends.count(0), 0U);
  EXPECT_EQ(backends.checks(0), 3U);
}

TEST(RigParts, ABackendReadsRequestsThatComeInPieces) {
  Backends backends;
  backends.add_many(1);
  auto connection = Connection::open(backends.endpoint(0));
  ASSERT_TRUE(connection) << connection.error();
  const std::string two =
      "POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nhello"
      "GET /b HTTP/1.0\r\n\r\n";
  for (const char c : two) {
    ASSERT_TRUE(connection->send_all(std::string_view(&c, 1)));
  }
  std::string answer;
  while (connection->read_some(answer).value_or(false)) {  // HTTP/1.0: ends with a close
  }
  EXPECT_EQ(backends.count(0), 2U);
  EXPECT_NE(answer.find("s1HTTP/1.1 200 OK"), std::string::npos) << answer;
}

TEST(RigParts, AStatusAndAClosedConnectionCanBeAskedFor) {
  Backends backends;
  backends.add_many(1);
  Client client(backends.endpoint(0));
  backends.set_status(0, 503);
  EXPECT_EQ(client.get("/").value_or(Response{}).status, 503);
  backends.set_behaviour(0, Behaviour::closes);
  EXPECT_FALSE(client.get("/"));
  EXPECT_EQ(backends.count(0), 2U);
}

TEST(RigParts, TheOpenLoopCountsLatencyFromTheArrival) {
  Backends backends;
  BackendOptions options;
  options.service_time = milliseconds(10);
  backends.add_many(1, options);
  LoadOptions load;
  load.to = backends.endpoint(0);
  load.requests = 30;
  load.connections = 1;
  load.rate_per_s = 1000;  // ten times what one connection can carry: the last waits for the rest
  const LoadResult result = run_load(load);
  EXPECT_EQ(result.answered, 30U);
  EXPECT_GE(result.latencies_us.back(), 250000U);  // 300 ms of service, minus its arrival at 29 ms
}

TEST(RigParts, TheLoadIsBoundedInTimeAndSaysWhatWasCutOff) {
  Backends backends;
  BackendOptions options;
  options.hold = true;
  backends.add_many(1, options);
  LoadOptions load;
  load.to = backends.endpoint(0);
  load.requests = 5;
  load.connections = 2;
  load.time_max = milliseconds(50);
  const LoadResult result = run_load(load);
  EXPECT_EQ(result.answered, 0U);
  EXPECT_EQ(result.failed, 5U);
}

TEST(RigParts, WhatIsStartedOnOneCoreStaysThere) {
  const auto cores = [] {
    const auto said = run_program({"nproc"});
    return said ? said->output : said.error();
  };
  const std::string before = cores();
  {
    const OneCore one_core;
    EXPECT_EQ(cores(), "1\n");
  }
  EXPECT_EQ(cores(), before);
}

TEST(RigParts, TheProgramsSayTheirVersions) {
  const auto haproxy = haproxy_version();
  ASSERT_TRUE(haproxy) << haproxy.error();
  EXPECT_GE(*haproxy, (Version{2, 4, 0})) << to_string(*haproxy);
  const auto nginx = nginx_version();
  ASSERT_TRUE(nginx) << nginx.error();
  EXPECT_GE(*nginx, (Version{1, 18, 0})) << to_string(*nginx);
  EXPECT_EQ(parse_version("HAProxy version 2.6.12-1+deb12u4 2026", "version "),
            (Version{2, 6, 12}));
}

TEST(RigParts, AStubbornProcessIsKilledAfterTheWait) {
  const TempDir folder;
  ProcessOptions options;
  options.argv = {"sh", "-c", "trap '' TERM; echo deaf; while :; do sleep 1; done"};
  options.output_file = folder.file("output");
  auto process = Process::start(options);
  ASSERT_TRUE(process) << process.error();
  while (process->output().empty()) std::this_thread::sleep_for(milliseconds(1));
  EXPECT_EQ(process->stop(milliseconds(50)).signal, SIGKILL);
  EXPECT_FALSE(process->running());
  EXPECT_EQ(process->output(), "deaf\n");
}

// The test's own death: a child of ours starts nginx and is then killed without a chance to stop
// it.
TEST(RigParts, NoWorkerOutlivesATestThatIsKilled) {
  const TempDir folder;
  ASSERT_EQ(::prctl(PR_SET_CHILD_SUBREAPER, 1), 0);
  int said[2];
  ASSERT_EQ(::pipe(said), 0);
  const pid_t test = ::fork();
  ASSERT_GE(test, 0);
  if (test == 0) {
    ::setenv("TMPDIR", folder.path().c_str(), 1);  // the killed one leaves its folder: within ours
    NginxOptions options;
    options.http = "server { listen unix:" + folder.file("x.sock") + "; }\n";
    const auto lb = Nginx::start(std::move(options));
    const pid_t master = lb ? lb->pid() : -1;
    if (::write(said[1], &master, sizeof master) != sizeof master) ::_exit(1);
    ::pause();
    ::_exit(0);
  }
  pid_t master = -1;
  ASSERT_EQ(::read(said[0], &master, sizeof master), static_cast<ssize_t>(sizeof master));
  ASSERT_GT(master, 0);
  ::kill(test, SIGKILL);
  ::waitpid(test, nullptr, 0);
  Patience patience(seconds(60));
  while (::waitpid(master, nullptr, WNOHANG) == 0 && patience.again()) {
  }
  EXPECT_EQ(::kill(-master, 0), -1) << "nginx runs on without its test";
}

}  // namespace
}  // namespace ek::rig
