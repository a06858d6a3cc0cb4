// The rig itself, against the real programs: what every other differential test takes for granted.
#include <gtest/gtest.h>

#include <cerrno>
#include <thread>

#include "rig/backends.h"
#include "rig/client.h"
#include "rig/haproxy.h"
#include "rig/load.h"
#include "rig/nginx.h"
#include "rig/one_core.h"

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
  std::string servers;
  for (std::size_t i = 0; i < backends.size(); ++i) {
    servers += nginx_server_line(backends.endpoint(i));
  }
  NginxOptions options = one_listener("upstream app { " + method + servers + "}\n");
  options.workers = workers;
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
  const auto lb =
      Nginx::start(one_listener("upstream app { " + nginx_server_line(refused.endpoint()) +
                                nginx_server_line(backends.endpoint(0)) + "}\n"));
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

TEST(Rig, NginxCountsAHeldRequestUntilItsLogLine) {
  Backends backends;
  backends.add_many(2);
  const auto lb = start_nginx(backends, "least_conn; ");
  ASSERT_TRUE(lb) << lb.error();
  Client a(lb->endpoint()), b(lb->endpoint());
  ASSERT_TRUE(a.send({"/?hold=a"}));
  ASSERT_EQ(backends.where_is("a"), 0U);
  EXPECT_EQ(b.picks(3).value_or(Names{}), (Names{"s2", "s2", "s2"}));
  ASSERT_TRUE(backends.release_token("a"));
  ASSERT_TRUE(a.receive());
  const auto log = lb->log_lines(4);
  ASSERT_TRUE(log) << log.error();
  EXPECT_EQ(log->at(3).request_uri, "/?hold=a");
  // Both idle now: the smooth round among the tied goes on where the first pick (s1) left it. Were
  // the held request still counted, both would go to s2.
  EXPECT_EQ(b.picks(2).value_or(Names{}), (Names{"s2", "s1"}));
}

TEST(Rig, AKeyOfTheRequestChoosesTheServer) {
  Backends backends;
  backends.add_many(2);
  const auto lb = start_haproxy(haproxy_backend(backends, "  balance hdr(X-Key)\n"));
  ASSERT_TRUE(lb) << lb.error();
  std::vector<Request> requests;
  for (const char* key : {"a", "b", "a", "b"}) requests.push_back({"/", {{"X-Key", key}}});
  const auto picks = Client(lb->endpoint()).picks(requests);
  ASSERT_TRUE(picks) << picks.error();
  EXPECT_EQ(picks->at(0), picks->at(2));
  EXPECT_EQ(picks->at(1), picks->at(3));
  EXPECT_NE(picks->at(0), picks->at(1));  // sdbm of one letter is the letter: odd and even
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

TEST(Rig, HundredsOfBackendsAndManyConnectionsLoseNoRequest) {
  const OneCore one_core;
  Backends backends;
  backends.add_many(300);
  const auto lb = start_haproxy(haproxy_backend(backends, "  balance roundrobin\n"));
  ASSERT_TRUE(lb) << lb.error();
  LoadOptions load;
  load.to = lb->endpoint();
  load.requests = 3000;
  load.connections = 20;
  const LoadResult result = run_load(load);
  EXPECT_EQ(result.answered, 3000U);
  EXPECT_EQ(result.per_status, (std::map<int, std::uint64_t>{{200, 3000}}));
  EXPECT_EQ(result.per_server.size(), 300U);
  EXPECT_EQ(backends.counts(), std::vector<std::uint64_t>(300, 10));
}

TEST(Rig, ARedispatchedRequestGoesRoundTheRefusedServer) {
  Backends backends;
  backends.add_many(2);
  const RefusedPort refused;
  const auto lb = start_haproxy(
      haproxy_backend(backends, "  balance roundrobin\n  option redispatch 1\n  retries 2\n") +
      haproxy_server_line("gone", refused.endpoint()));
  ASSERT_TRUE(lb) << lb.error();
  EXPECT_EQ(Client(lb->endpoint()).picks(5).value_or(Names{}),
            (Names{"s1", "s2", "s1", "s2", "s1"}));
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

}  // namespace
}  // namespace ek::rig
