// What changes between 1.18 and 1.31, and how wrong lines are named.
#include <gtest/gtest.h>

#include "reading.h"

namespace ek::dialects::nginx::testing {
namespace {

std::uint32_t keepalive_of(const std::string& body, ReadOptions options) {
  return read_in_http("upstream u { server 10.0.0.1; " + body + " }", std::move(options))
      .config.pools.at(0)
      .keepalive.value;
}

TEST(Versions, KeepaliveIsOnByDefaultFrom1_29_7) {
  EXPECT_EQ(keepalive_of("", version(1, 29, 6)), 0u);
  EXPECT_EQ(keepalive_of("", version(1, 29, 7)), 32u);
  EXPECT_EQ(keepalive_of("keepalive 0;", version(1, 29, 7)), 0u);
  EXPECT_EQ(keepalive_of("keepalive 9;", version(1, 18, 0)), 9u);
}

// The method behind `keepalive` takes the place of the connection cache, with the program's
// warning.
TEST(Versions, KeepaliveBeforeTheMethodIsLostBefore1_29_7) {
  const std::string body = "upstream u { server 10.0.0.1; keepalive 9; least_conn; }";
  const Reading older = read_in_http(body, version(1, 29, 6));
  EXPECT_NE(said(older).find("load balancing method redefined"), std::string::npos);
  EXPECT_EQ(older.config.pools.at(0).keepalive.value, 0u);
  EXPECT_EQ(older.config.pools.at(0).balance.algorithm.value, "least_conn");
  const Reading newer = read_in_http(body, version(1, 29, 7));
  EXPECT_EQ(said(newer), "");
  EXPECT_EQ(newer.config.pools.at(0).keepalive.value, 9u);
}

// The main file, which is not read, says how many workers there are.
TEST(Workers, OfAFragmentAreUnknown) {
  const std::string body = "upstream u { server 10.0.0.1; server 10.0.0.2; }";
  EXPECT_EQ(read(body).config.program.processes, 0u);
  EXPECT_EQ(read_in_http(body).config.program.processes, 1u);
}

TEST(Modules, LuaStandsInStreamToo) {
  const Reading reading = read(
      "events { }\nstream { lua_shared_dict d 1m; init_by_lua_block { a() }\n"
      "upstream u { server 0.0.0.1:1; balancer_by_lua_block { b() } }\n"
      "server { listen 9000; preread_by_lua_block { c() } proxy_pass u; } }\n");
  EXPECT_EQ(said(reading), "");
  ASSERT_NE(reading.config.pool("u"), nullptr);
  EXPECT_EQ(reading.config.pool("u")->balance.algorithm.value, "balancer_by_lua_block");
}

TEST(Versions, AStreamServerWithoutHandlerStartsFrom1_27_1) {
  const std::string body =
      "events { }\nstream { upstream u { server 10.0.0.1:1; }\nserver { listen 9; } }\n";
  EXPECT_TRUE(read(body, version(1, 27, 0)).diagnostics.has_errors());
  const Reading newer = read(body, version(1, 27, 1));
  EXPECT_FALSE(newer.diagnostics.has_errors());
  EXPECT_NE(said(newer).find("nginx closes every connection"), std::string::npos);
}

TEST(Versions, GeoTakesVolatileFrom1_29_3) {
  const std::string body = "geo $a { volatile; default b; }";
  EXPECT_TRUE(read_in_http(body, version(1, 29, 2)).diagnostics.has_errors());
  EXPECT_EQ(said(read_in_http(body, version(1, 29, 3))), "");
}

TEST(Versions, CommercialWordsAreNamedOnceAPool) {
  const Reading reading = read_in_http(
      "upstream a { server 10.0.0.1 slow_start=1s; server 10.0.0.2 slow_start=1s; }\n"
      "upstream b { server 10.0.0.1 slow_start=1s; sticky cookie c; }\n"
      "upstream c { zone c 64k; server 10.0.0.1 route=a; server 10.0.0.2 drain; server d resolve; "
      "}\n"
      "server { listen 80; status_zone x; location / { proxy_pass http://a; status_zone y; } }",
      version(1, 29, 5));
  EXPECT_EQ(said(reading), "");
  EXPECT_EQ(reading.config.pools.at(0).depends.size(), 1u);
  EXPECT_EQ(reading.config.pools.at(1).depends.size(), 2u);
  EXPECT_EQ(reading.config.pools.at(1).depends.back().what,
            "before 1.29.6 \"sticky\" is part of the commercial subscription only");
  const auto& of_servers = reading.config.pools.at(2).depends;  // and one of d's addresses
  ASSERT_EQ(of_servers.size(), 3u);
  EXPECT_EQ(of_servers[0].what,
            "before 1.29.6 \"route\" is part of the commercial subscription only");
  EXPECT_EQ(of_servers[1].what,
            "before 1.29.6 \"drain\" is part of the commercial subscription only");
  EXPECT_EQ(reading.config.depends.size(), 1u);
}

TEST(Versions, ResolveIsCommercialBefore1_27_3) {
  const std::string body = "upstream u { zone u 64k; server 10.0.0.1 resolve; }";
  const Reading older = read_in_http(body, version(1, 27, 2));
  EXPECT_EQ(said(older), "");
  ASSERT_EQ(older.config.pools.at(0).depends.size(), 1u);
  EXPECT_EQ(older.config.pools.at(0).depends[0].what,
            "before 1.27.3 \"resolve\" is part of the commercial subscription only");
  EXPECT_TRUE(read_in_http(body, version(1, 27, 3)).config.pools.at(0).depends.empty());
}

TEST(Versions, TheLastMethodWins) {
  const Reading reading =
      read_in_http("upstream u { ip_hash; least_conn; server 10.0.0.1; server 10.0.0.2 backup; }");
  EXPECT_FALSE(reading.diagnostics.has_errors()) << said(reading);
  EXPECT_EQ(reading.config.pools.at(0).balance.algorithm.value, "least_conn");
  EXPECT_TRUE(reading.config.pools.at(0).balance.key.value.parts.empty());
}

TEST(Versions, NewWordsAreErrorsOnlyWhenTheVersionIsKnown) {
  const std::string body = "server { listen 80 multipath; }";
  EXPECT_TRUE(read_in_http(body, version(1, 26, 0)).diagnostics.has_errors());
  EXPECT_FALSE(read_in_http(body, version(1, 29, 7)).diagnostics.has_errors());
  const Reading assumed = read_in_http(body);
  EXPECT_FALSE(assumed.diagnostics.has_errors());
  EXPECT_NE(said(assumed).find("--lb-version"), std::string::npos);
  EXPECT_EQ(assumed.config.program.version_source, "assumed (Debian 12)");
}

TEST(Versions, StickyAndLeastTime) {
  const Reading reading = read_in_http(
      "upstream u { zone u 64k; least_time header; sticky cookie srv_id expires=1h; "
      "server 10.0.0.1 route=a; server 10.0.0.2 drain; }",
      version(1, 31, 0));
  EXPECT_EQ(said(reading), "");
  const model::Pool& pool = reading.config.pools.at(0);
  EXPECT_EQ(pool.balance.algorithm.value, "least_time");
  EXPECT_EQ(pool.balance.draw_method.value, "header");
  EXPECT_EQ(pool.persistence.cookie.value.name, "srv_id");
  EXPECT_EQ(pool.servers.at(0).cookie.value, "a");
  EXPECT_TRUE(pool.servers.at(1).disabled.value);
}

// The whole text of an error, with its line, caret and hint.
TEST(Messages, AreDrawnWithAHint) {
  EXPECT_EQ(said(read_in_http("upstream u { server 10.0.0.1 wieght=3; }")),
            "nginx.conf:3:30: error: invalid parameter \"wieght=3\"\n"
            "    3 | upstream u { server 10.0.0.1 wieght=3; }\n"
            "      |                              ^^^^^^^^\n"
            "  = help: did you mean \"weight=\"?\n");
  EXPECT_EQ(said(read("worker_procesess 3;\nevents { }\n")),
            "nginx.conf:1:1: error: unknown directive \"worker_procesess\"\n"
            "    1 | worker_procesess [rest not shown: unknown words]\n"
            "      | ^^^^^^^^^^^^^^^^\n"
            "  = help: did you mean \"worker_processes\"?\n");
  EXPECT_EQ(said(read("events { }\nproxy_pass http://a;\n")),
            "nginx.conf:2:1: error: \"proxy_pass\" directive is not allowed here\n"
            "    2 | proxy_pass http://a;\n"
            "      | ^^^^^^^^^^\n"
            "  = help: it belongs in: location, if in location, limit_except, server of stream\n");
}

TEST(Messages, EveryErrorIsNamedNotOnlyTheFirst) {
  const Reading reading = read_in_http(
      "upstream a { server 10.0.0.1 weight=0; }\nupstream b { server 10.0.0.1:99999; server "
      "10.0.0.2; }\n"
      "upstream c { hash; server 10.0.0.1; }\nserver { listen; }\nupstream d { server 10.0.0.4; }");
  std::size_t errors = 0;
  for (const auto& diagnostic : reading.diagnostics.all())
    if (diagnostic.severity == text::Severity::error) ++errors;
  EXPECT_EQ(errors, 4u) << said(reading);
  EXPECT_EQ(reading.config.pools.size(), 4u);
}

}  // namespace
}  // namespace ek::dialects::nginx::testing
