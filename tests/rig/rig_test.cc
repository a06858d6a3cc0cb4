// The rig itself, against the real programs: what every other differential test takes for granted.
#include <gtest/gtest.h>
#include <sys/prctl.h>
#include <sys/wait.h>

#include <cerrno>
#include <thread>

#include "rig/backends.h"
#include "rig/client.h"
#include "rig/haproxy.h"
#include "rig/load.h"
#include "rig/nginx.h"

namespace ek::rig {
namespace {

using Names = std::vector<std::string>;
using std::chrono::milliseconds;
using std::chrono::seconds;

std::string haproxy_backend(const Backends& backends, const std::string& lines) {
  std::string text = "backend app\n" + lines;
  for (std::size_t i = 0; i < backends.size(); ++i) {
    text += haproxy_server_line(backends.label(i), backends.endpoint(i));
  }
  return text;
}

Outcome<Haproxy> start_haproxy(const std::string& backend, const std::string& bind_options = "",
                               const std::string& mode = "http") {
  HaproxyOptions options;
  options.mode = mode;
  options.frontends.push_back({ListeningSocket(), bind_options, "default_backend app"});
  options.sections = backend;
  return Haproxy::start(std::move(options));
}

Outcome<Nginx> start_nginx(const Backends& backends, const std::string& method, int workers = 1) {
  NginxOptions options;
  options.workers = workers;
  options.sockets.emplace_back();
  std::string servers;
  for (std::size_t i = 0; i < backends.size(); ++i) {
    servers += nginx_server_line(backends.endpoint(i));
  }
  options.http = "upstream app { " + method + servers + "}\nserver { listen " +
                 to_string(options.sockets[0].endpoint()) +
                 "; location / { proxy_pass http://app; } }\n";
  return Nginx::start(std::move(options));
}

TEST(Rig, HaproxyRoundRobinGoesRoundFromTheFirstRequestOn) {
  Backends backends;
  backends.add_many(3);
  const auto lb = start_haproxy(haproxy_backend(backends, "  balance roundrobin\n"));
  ASSERT_TRUE(lb) << lb.error();
  Client client(lb->endpoint());
  const auto picks = client.picks(7);
  ASSERT_TRUE(picks) << picks.error();
  EXPECT_EQ(*picks, (Names{"s1", "s2", "s3", "s1", "s2", "s3", "s1"}));
  EXPECT_EQ(backends.counts(), (std::vector<std::uint64_t>{3, 2, 2}));
}

TEST(Rig, NginxRoundRobinGoesRoundAndItsLogSaysTheSame) {
  Backends backends;
  backends.add_many(3);
  const auto lb = start_nginx(backends, "");
  ASSERT_TRUE(lb) << lb.error();
  Client client(lb->endpoint());
  const auto picks = client.picks(4, {"/a|b?c=1"});
  ASSERT_TRUE(picks) << picks.error();
  EXPECT_EQ(*picks, (Names{"s1", "s2", "s3", "s1"}));
  const auto log = lb->log_lines(4);
  ASSERT_TRUE(log) << log.error();
  EXPECT_EQ(log->at(1).upstream_addr, Names{to_string(backends.endpoint(1))});
  EXPECT_EQ(log->at(1).upstream_status, Names{"200"});
  EXPECT_EQ(log->at(1).status, 200);
  EXPECT_EQ(log->at(1).request_uri, "/a|b?c=1");
}

TEST(Rig, NginxLogsTheWholeChainOfARetry) {
  Backends backends;
  backends.add_many(1);
  const RefusedPort refused;
  NginxOptions options;
  options.sockets.emplace_back();
  options.http = "upstream app { " + nginx_server_line(refused.endpoint()) +
                 nginx_server_line(backends.endpoint(0)) + "}\nserver { listen " +
                 to_string(options.sockets[0].endpoint()) +
                 "; location / { proxy_pass http://app; } }\n";
  const auto lb = Nginx::start(std::move(options));
  ASSERT_TRUE(lb) << lb.error();
  const auto answer = Client(lb->endpoint()).get("/");
  ASSERT_TRUE(answer) << answer.error();
  EXPECT_EQ(answer->server(), "s1");
  const auto log = lb->log_lines(1);
  ASSERT_TRUE(log) << log.error();
  EXPECT_EQ(log->at(0).upstream_addr,
            (Names{to_string(refused.endpoint()), to_string(backends.endpoint(0))}));
  EXPECT_EQ(log->at(0).upstream_status, (Names{"502", "200"}));
}

TEST(Rig, NginxStartsItsSequenceAnewAfterAReload) {
  Backends backends;
  backends.add_many(3);
  auto lb = start_nginx(backends, "");
  ASSERT_TRUE(lb) << lb.error();
  Client client(lb->endpoint());
  ASSERT_EQ(client.picks(2).value_or(Names{}), (Names{"s1", "s2"}));
  client.close();
  const auto reloaded = lb->reload();
  ASSERT_TRUE(reloaded) << reloaded.error();
  // The old worker may take one more connection before it leaves: it would go on with s3. The rig
  // cannot see its end but in the log, so look there.
  while (lb->error_log().find("exited with code 0") == std::string::npos) {
    std::this_thread::sleep_for(milliseconds(1));
  }
  EXPECT_EQ(client.picks(2).value_or(Names{}), (Names{"s1", "s2"}));
}

TEST(Rig, NginxProxiesTcpThroughItsStreamModule) {
  Backends backends;
  BackendOptions tcp;
  tcp.speaks = Speaks::tcp;
  backends.add_many(2, tcp);
  NginxOptions options;
  options.sockets.emplace_back();
  options.stream = "upstream app { " + nginx_server_line(backends.endpoint(0)) +
                   nginx_server_line(backends.endpoint(1)) + "}\nserver { listen " +
                   to_string(options.sockets[0].endpoint()) + "; proxy_pass app; }\n";
  const auto lb = Nginx::start(std::move(options));
  ASSERT_TRUE(lb) << lb.error();
  for (const char* expected : {"s1", "s2", "s1"}) {
    auto connection = Connection::open(lb->endpoint());
    ASSERT_TRUE(connection) << connection.error();
    EXPECT_EQ(connection->read_line().value_or("?"), expected);
  }
  const auto log = lb->log_lines(3);
  ASSERT_TRUE(log) << log.error();
  EXPECT_EQ(log->at(1).upstream_addr, Names{to_string(backends.endpoint(1))});
  EXPECT_EQ(log->at(1).status, 200);
}

TEST(Rig, HaproxyProxiesTcpAndSeesTheClose) {
  Backends backends;
  BackendOptions tcp;
  tcp.speaks = Speaks::tcp;
  backends.add_many(2, tcp);
  const auto lb = start_haproxy(haproxy_backend(backends, "  balance leastconn\n"), "", "tcp");
  ASSERT_TRUE(lb) << lb.error();
  auto first = Connection::open(lb->endpoint());
  auto second = Connection::open(lb->endpoint());
  ASSERT_TRUE(first && second);
  EXPECT_EQ(first->read_line().value_or("?"), "s1");
  EXPECT_EQ(second->read_line().value_or("?"), "s2");
  EXPECT_TRUE(lb->wait_sessions("app", {{"s1", 1}, {"s2", 1}}));
  second->close();
  EXPECT_TRUE(lb->wait_sessions("app", {{"s1", 1}}));
  EXPECT_TRUE(backends.wait_open_connections(1, 0));
  EXPECT_EQ(backends.open_connections(0), 1U);
}

TEST(Rig, ARefusedPortRefuses) {
  const RefusedPort v4;
  const auto connection = Connection::open(v4.endpoint());
  ASSERT_FALSE(connection);
  EXPECT_NE(connection.error().find("Connection refused"), std::string::npos) << connection.error();
  const RefusedPort v6("::1");
  EXPECT_FALSE(Connection::open(v6.endpoint()));
}

TEST(Rig, AKilledBackendRefusesUntilItIsRevived) {
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

TEST(Rig, HeldRequestsAreFoundByTokenAndAnsweredWhenReleased) {
  Backends backends;
  backends.add_many(2);
  const auto lb = start_haproxy(haproxy_backend(backends, "  balance leastconn\n"));
  ASSERT_TRUE(lb) << lb.error();
  Client a(lb->endpoint()), b(lb->endpoint()), c(lb->endpoint());
  ASSERT_TRUE(a.send({"/?hold=a"}));
  ASSERT_EQ(backends.where_is("a"), 0U);
  ASSERT_TRUE(b.send({"/?x=1&hold=b&y=2"}));
  ASSERT_EQ(backends.where_is("b"), 1U);
  EXPECT_EQ(backends.held_total(), 2U);
  EXPECT_TRUE(backends.release_token("b"));
  EXPECT_FALSE(backends.release_token("b"));
  const auto answer = b.receive();
  ASSERT_TRUE(answer) << answer.error();
  EXPECT_EQ(answer->server(), "s2");
  EXPECT_TRUE(lb->wait_sessions("app", {{"s1", 1}}));
  EXPECT_EQ(c.pick(request_text({})).value_or("?"), "s2");  // s1 is still busy
  backends.release_all(0);
  EXPECT_EQ(a.receive().value_or(Response{}).server(), "s1");
}

TEST(Rig, AHoldingServerReleasesTheOldestFirst) {
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

TEST(Rig, ALimitedServerServesNoMoreThanItsConcurrencyAtOnce) {
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

TEST(Rig, TheClientsWaitingAtALimitedServerAreServedFirstComeFirstServed) {
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

TEST(Rig, AProxyLineChangesTheSourceThatHaproxySees) {
  Backends backends;
  backends.add_many(2);
  const auto lb = start_haproxy(haproxy_backend(backends, "  balance source\n"), "accept-proxy");
  ASSERT_TRUE(lb) << lb.error();
  const auto server_for = [&](const std::string& source) {
    ConnectOptions options;
    options.proxy_source = source;
    return Client(lb->endpoint(), options).pick(request_text({})).value_or("?");
  };
  EXPECT_NE(server_for("10.0.0.1"), server_for("10.0.0.2"));
  EXPECT_EQ(server_for("10.0.0.1"), server_for("10.0.0.1"));
  EXPECT_NE(server_for("2001:db8::1"), server_for("2001:db8::2"));
}

TEST(Rig, ABoundSourceIsWhatHaproxySees) {
  Backends backends;
  backends.add_many(2);
  const auto lb = start_haproxy(haproxy_backend(backends, "  balance source\n"));
  ASSERT_TRUE(lb) << lb.error();
  const auto server_for = [&](const std::string& source) {
    ConnectOptions options;
    options.bind_source = source;
    return Client(lb->endpoint(), options).pick(request_text({})).value_or("?");
  };
  EXPECT_NE(server_for("127.0.3.6"), server_for("127.0.3.7"));
}

TEST(Rig, NginxTakesTheSourceFromAProxyHeader) {
  Backends backends;
  backends.add_many(1);
  NginxOptions options;
  options.sockets.emplace_back();
  options.http = "set_real_ip_from 127.0.0.1; real_ip_header proxy_protocol;\nserver { listen " +
                 to_string(options.sockets[0].endpoint()) +
                 " proxy_protocol; location / { return 200 $remote_addr; } }\n";
  const auto lb = Nginx::start(std::move(options));
  ASSERT_TRUE(lb) << lb.error();
  ConnectOptions v1;
  v1.proxy_source = "192.0.2.77";
  EXPECT_EQ(Client(lb->endpoint(), v1).get("/").value_or(Response{}).body, "192.0.2.77");
  auto v2 = Connection::open(lb->endpoint());
  ASSERT_TRUE(v2) << v2.error();
  ASSERT_TRUE(v2->send_all(proxy_v2_header("2001:db8::5", lb->endpoint()) +
                           request_text({"/", {{"Connection", "close"}}})));
  std::string answer;
  while (v2->read_some(answer).value_or(false)) {
  }
  EXPECT_NE(answer.find("2001:db8::5"), std::string::npos) << answer;
}

TEST(Rig, TheRuntimeSocketTakesAServerOut) {
  Backends backends;
  backends.add_many(3);
  const auto lb = start_haproxy(haproxy_backend(backends, "  balance roundrobin\n"));
  ASSERT_TRUE(lb) << lb.error();
  ASSERT_TRUE(lb->command("set server app/s2 state maint"));
  EXPECT_EQ(lb->stat("app", "status").value_or(std::map<std::string, std::string>{}).at("s2"),
            "MAINT");
  EXPECT_EQ(Client(lb->endpoint()).picks(4).value_or(Names{}), (Names{"s1", "s3", "s1", "s3"}));
}

TEST(Rig, Ipv6ListenersAndBackendsWork) {
  Backends backends;
  BackendOptions v6;
  v6.address = "::1";
  backends.add_many(2, v6);
  HaproxyOptions options;
  options.frontends.push_back({ListeningSocket("::1"), "", "default_backend app"});
  options.sections = haproxy_backend(backends, "  balance roundrobin\n");
  const auto lb = Haproxy::start(std::move(options));
  ASSERT_TRUE(lb) << lb.error();
  EXPECT_EQ(Client(lb->endpoint()).picks(3).value_or(Names{}), (Names{"s1", "s2", "s1"}));
}

TEST(Rig, HealthChecksAreAnsweredButNotCounted) {
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

TEST(Rig, ABackendReadsRequestsThatComeInPieces) {
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

TEST(Rig, AStatusAndAClosedConnectionCanBeAskedFor) {
  Backends backends;
  backends.add_many(1);
  Client client(backends.endpoint(0));
  backends.set_status(0, 503);
  EXPECT_EQ(client.get("/").value_or(Response{}).status, 503);
  backends.set_behaviour(0, Behaviour::closes);
  EXPECT_FALSE(client.get("/"));
  EXPECT_EQ(backends.count(0), 2U);
}

TEST(Rig, TheOpenLoopCountsLatencyFromTheArrival) {
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

TEST(Rig, TheProgramsSayTheirVersions) {
  const auto haproxy = haproxy_version();
  ASSERT_TRUE(haproxy) << haproxy.error();
  EXPECT_GE(*haproxy, (Version{2, 4, 0})) << to_string(*haproxy);
  const auto nginx = nginx_version();
  ASSERT_TRUE(nginx) << nginx.error();
  EXPECT_GE(*nginx, (Version{1, 18, 0})) << to_string(*nginx);
  EXPECT_EQ(parse_version("HAProxy version 2.6.12-1+deb12u4 2026", "version "),
            (Version{2, 6, 12}));
}

TEST(Rig, AConfigurationThatIsRefusedIsReportedWithItsReason) {
  const auto lb = start_haproxy("backend app\n  nonsense\n");
  ASSERT_FALSE(lb);
  EXPECT_NE(lb.error().find("nonsense"), std::string::npos) << lb.error();
  const auto verdict = haproxy_check("backend app\n  nonsense\n");
  ASSERT_TRUE(verdict) << verdict.error();
  EXPECT_FALSE(verdict->accepted);
  const auto nginx = nginx_check("nonsense;\n");
  ASSERT_TRUE(nginx) << nginx.error();
  EXPECT_FALSE(nginx->accepted);
  EXPECT_NE(nginx->output.find("nonsense"), std::string::npos) << nginx->output;
}

TEST(Rig, NothingIsLeftBehind) {
  std::filesystem::path folder;
  pid_t master = 0;
  {
    Backends backends;
    backends.add_many(2);
    const auto haproxy = start_haproxy(haproxy_backend(backends, "  balance roundrobin\n"));
    const auto nginx = start_nginx(backends, "zone z 64k; ", 2);
    ASSERT_TRUE(haproxy) << haproxy.error();
    ASSERT_TRUE(nginx) << nginx.error();
    EXPECT_EQ(child_processes().size(), 2U);
    folder = std::filesystem::path(nginx->config_file()).parent_path();
    master = nginx->pid();
    EXPECT_TRUE(std::filesystem::exists(folder));
  }
  EXPECT_TRUE(child_processes().empty());
  EXPECT_FALSE(std::filesystem::exists(folder));
  EXPECT_EQ(::kill(-master, 0), -1);  // the master's group: its workers are gone as well
  EXPECT_EQ(errno, ESRCH);
}

TEST(Rig, AStubbornProcessIsKilledAfterTheWait) {
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
TEST(Rig, NoWorkerOutlivesATestThatIsKilled) {
  const TempDir folder;
  ASSERT_EQ(::prctl(PR_SET_CHILD_SUBREAPER, 1), 0);
  int said[2];
  ASSERT_EQ(::pipe(said), 0);
  const pid_t test = ::fork();
  ASSERT_GE(test, 0);
  if (test == 0) {
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
  const auto until = std::chrono::steady_clock::now() + seconds(20);
  while (::waitpid(master, nullptr, WNOHANG) == 0 && std::chrono::steady_clock::now() < until) {
    std::this_thread::sleep_for(milliseconds(1));
  }
  EXPECT_EQ(::kill(-master, 0), -1) << "nginx runs on without its test";
}

}  // namespace
}  // namespace ek::rig
