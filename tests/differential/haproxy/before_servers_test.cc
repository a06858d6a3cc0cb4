// What HAProxy does with a request before a server is chosen, against the running program:
// connection limits, rules that answer, cookies that name two servers.
#include <gtest/gtest.h>

#include <memory>

#include "dialects/dialect.h"
#include "differential/haproxy/version.h"
#include "rig/backends.h"
#include "rig/client.h"
#include "rig/haproxy.h"

namespace ek::differential {
namespace {

constexpr std::size_t limit = 3, clients = 8;

// So many of the clients' requests reach the server that withholds its answers, one by one as
// others end. Returns how many it had at once.
std::size_t at_once(rig::HaproxyOptions options) {
  rig::Backends backends;
  backends.add({.hold = true});
  options.sections += rig::haproxy_server_line("s1", backends.endpoint(0), "");
  const auto lb = rig::Haproxy::start(std::move(options));
  if (!lb) return ADD_FAILURE() << lb.error(), 0;
  std::vector<std::unique_ptr<rig::Client>> waiting;
  for (std::size_t i = 0; i < clients; ++i) {
    waiting.push_back(std::make_unique<rig::Client>(lb->endpoint(), rig::ConnectOptions{},
                                                    rig::Reuse::connection_per_request));
    EXPECT_TRUE(waiting.back()->send({"/", {{"Connection", "close"}}}));
  }
  std::size_t most = 0;
  for (std::size_t ended = 0; ended < clients; ++ended) {
    EXPECT_TRUE(backends.wait_held_total(std::min(limit, clients - ended))) << ended;
    most = std::max(most, backends.held_total());
    EXPECT_TRUE(backends.release_oldest(0));
  }
  return most;
}

rig::HaproxyOptions limited(std::string bind, std::string body) {
  rig::HaproxyOptions options;
  options.frontends.push_back({rig::ListeningSocket(), std::move(bind), std::move(body)});
  options.sections = "backend app\n";
  return options;
}

TEST(BeforeServers, AFrontendHoldsNoMoreThanItsMaxconn) {
  EXPECT_EQ(at_once(limited("", "maxconn 3\n  default_backend app")), limit);
}

TEST(BeforeServers, ASocketHoldsNoMoreThanItsMaxconn) {
  EXPECT_EQ(at_once(limited("maxconn 3", "default_backend app")), limit);
}

TEST(BeforeServers, TheProcessHoldsNoMoreThanItsMaxconn) {
  rig::HaproxyOptions options = limited("", "default_backend app");
  options.maxconn = 3;
  EXPECT_EQ(at_once(std::move(options)), limit);
}

int status_of(const std::string& lines) {
  rig::HaproxyOptions options = limited("", "default_backend app");
  options.sections += lines;
  const auto lb = rig::Haproxy::start(std::move(options));
  if (!lb) return ADD_FAILURE() << lb.error(), 0;
  rig::Client client(lb->endpoint());
  const auto answer = client.get("/any");
  if (!answer) return ADD_FAILURE() << answer.error(), 0;
  return answer->status;
}

model::OwnAnswers read_as(const std::string& lines) {
  const auto reading = dialects::find("haproxy")->read_text(
      "t.cfg", "defaults\n mode http\nbackend app\n" + lines, as_running());
  return reading.config.pools.at(0).answers.value;
}

TEST(BeforeServers, WhatAnswersEveryRequestIsNoError) {
  for (const char* lines :
       {"http-request return status 200 content-type text/plain string ok\n", "http-request deny\n",
        "http-request redirect location /x\n", "redirect location /x\n", "stats uri /\n",
        "http-request return status 200 if TRUE\n"}) {
    EXPECT_NE(status_of(lines), 503) << lines;
    EXPECT_EQ(read_as(lines), model::OwnAnswers::all) << lines;
  }
  for (const char* lines :
       {"", "stats uri /stats\n", "stats enable\n", "http-request deny if { path /x }\n",
        "http-request set-header a b\n"}) {
    EXPECT_EQ(status_of(lines), 503) << lines;
    EXPECT_LE(read_as(lines), model::OwnAnswers::some) << lines;
  }
}

TEST(BeforeServers, ACookieValueOfTwoServersNamesTheFirst) {
  rig::Backends backends;
  backends.add_many(2);
  rig::HaproxyOptions options = limited("", "default_backend app");
  options.sections += "  balance roundrobin\n  cookie S insert indirect nocache\n";
  for (std::size_t i = 0; i < backends.size(); ++i)
    options.sections +=
        rig::haproxy_server_line(backends.label(i), backends.endpoint(i), "cookie same");
  const auto lb = rig::Haproxy::start(std::move(options));
  ASSERT_TRUE(lb) << lb.error();
  rig::Client client(lb->endpoint());
  const auto first_visits = client.picks(2);
  ASSERT_TRUE(first_visits);
  EXPECT_EQ(*first_visits, (std::vector<std::string>{"s1", "s2"}));
  const auto come_back = client.picks(4, {"/", {{"Cookie", "S=same"}}});
  ASSERT_TRUE(come_back);
  EXPECT_EQ(*come_back, std::vector<std::string>(4, "s1"));
}

}  // namespace
}  // namespace ek::differential
