// Configurations that the program takes without a word, and what it then does: cookies that hold
// nobody, and frontends that lead nowhere. The rules broken-cookie and no-route rest on it.
#include <gtest/gtest.h>

#include <set>

#include "rig/backends.h"
#include "rig/client.h"
#include "rig/haproxy.h"

namespace ek::differential {
namespace {

struct Started {
  rig::Backends backends;
  std::optional<rig::Haproxy> program;
};

// `backend`: its lines before the servers; `options`: one a server.
void start(Started& started, const std::string& frontend, const std::string& backend,
           const std::vector<std::string>& servers) {
  started.backends.add_many(servers.size());
  rig::HaproxyOptions options;
  options.frontends.push_back({rig::ListeningSocket(), "", frontend});
  options.sections =
      "backend none\n  http-request return status 404\nbackend app\n  balance roundrobin\n" +
      backend;
  for (std::size_t i = 0; i < servers.size(); ++i)
    options.sections += rig::haproxy_server_line(started.backends.label(i),
                                                 started.backends.endpoint(i), servers[i]);
  auto program = rig::Haproxy::start(std::move(options));
  ASSERT_TRUE(program) << program.error();
  started.program.emplace(std::move(*program));
}

rig::Response get(Started& started, const std::string& path, const rig::Headers& headers = {}) {
  rig::Client client(started.program->endpoint());
  const auto answer = client.get(path, headers);
  EXPECT_TRUE(answer) << answer.error();
  return answer ? *answer : rig::Response{};
}

TEST(BrokenCookie, ValuesWithoutACookieLineSetNone) {
  Started started;
  start(started, "default_backend app", "", {"cookie x", "cookie y"});
  for (int i = 0; i < 4; ++i) EXPECT_EQ(get(started, "/").header("Set-Cookie"), "");
}

TEST(BrokenCookie, ADynamicCookieWithoutAKeyIsTakenAway) {
  Started started;
  start(started, "default_backend app", "  cookie SRV insert dynamic\n", {"", ""});
  for (int i = 0; i < 4; ++i) {
    const auto answer = get(started, "/");
    EXPECT_TRUE(answer.header("Set-Cookie").starts_with("SRV=;")) << answer.header("Set-Cookie");
  }
}

TEST(BrokenCookie, AServerWithoutAValueHoldsNobody) {
  Started started;
  start(started, "default_backend app", "  cookie SRV insert indirect\n",
        {"cookie a", "", "cookie c"});
  std::set<std::string> with, without;
  for (int i = 0; i < 6; ++i) {
    const auto answer = get(started, "/");
    const auto set = answer.header("Set-Cookie");
    EXPECT_TRUE(set.starts_with("SRV=")) << set;
    (set.starts_with("SRV=;") ? without : with)  // without a value: an old one is taken away
        .insert(std::string(answer.server()));
  }
  EXPECT_EQ(with, (std::set<std::string>{"s1", "s3"}));
  EXPECT_EQ(without, std::set<std::string>{"s2"});
}

TEST(NoRoute, EveryRequestGetsA503) {
  Started started;
  start(started, "", "", {""});
  EXPECT_EQ(get(started, "/").status, 503);
  EXPECT_EQ(started.backends.count(0), 0U);
}

TEST(NoRoute, WhatNoConditionPicksGetsA503) {
  Started started;
  start(started, "use_backend app if { path_beg /app }", "", {""});
  EXPECT_EQ(get(started, "/app").status, 200);
  EXPECT_EQ(get(started, "/").status, 503);
}

TEST(NoRoute, NothingBehindTrueIsLookedAt) {
  Started started;
  start(started, "use_backend app if TRUE\n  use_backend none if { path_beg /none }", "", {""});
  EXPECT_EQ(get(started, "/none").status, 200);
}

}  // namespace
}  // namespace ek::differential
