// Where requests go: pools, plain addresses, and what variables may name.
#include <gtest/gtest.h>

#include "reading.h"

namespace ek::dialects::nginx::testing {
namespace {

constexpr const char* pools =
    "upstream blue { server 10.0.0.1; } upstream green { server 10.0.0.2; }\n"
    "upstream red { server 10.0.0.3; }\n";

Reading read_beside_pools(const std::string& text) {
  return read_in_http(pools + text);
}

// "directive -> target (condition)", a "*" when computed, a "?" when it is no pool.
std::string routes(const Reading& reading) {
  std::string out;
  for (const model::Route& route : reading.config.routes)
    out += route.directive + " -> " + route.target + (route.computed ? "*" : "") +
           (route.is_pool ? "" : "?") + " (" + route.condition + ")\n";
  return out;
}

TEST(Routes, NamesAddressesAndCase) {
  const Reading reading = read_beside_pools(
      "server { location / { proxy_pass http://BLUE; } location /a { fastcgi_pass green; }\n"
      "location = /b { proxy_pass http://10.0.0.9:81/x; } location /c { grpc_pass grpc://red; } }");
  EXPECT_EQ(said(reading), "");
  EXPECT_EQ(routes(reading),
            "proxy_pass -> blue (location /)\n"
            "fastcgi_pass -> green (location /a)\n"
            "proxy_pass -> 10.0.0.9:81? (location = /b)\n"
            "grpc_pass -> red (location /c)\n");
}

TEST(Routes, SplitClientsNameTheirShares) {
  const Reading reading = read_beside_pools(
      "split_clients $remote_addr $v { 12.5% blue; 30% green; * red; }\n"
      "server { location / { proxy_pass http://$v; } }");
  EXPECT_EQ(routes(reading),
            "proxy_pass -> blue* (location /, 12.50% of the values of $remote_addr)\n"
            "proxy_pass -> green* (location /, 30% of the values of $remote_addr)\n"
            "proxy_pass -> red* (location /, 57.50% of the values of $remote_addr)\n");
}

TEST(Routes, MapsNameTheirPoolsThroughOtherVariables) {
  const Reading reading = read_beside_pools(
      "map $host $colour { default blue; a.example green; b.example $other; }\n"
      "map $arg_x $other { x red; y 10.0.0.7; z green; }\n"
      "server { location / { proxy_pass http://$COLOUR/path; } }");
  EXPECT_EQ(
      routes(reading),
      "proxy_pass -> blue* (location /, no other value of $host fits)\n"
      "proxy_pass -> green* (location /, $host is a.example or $host is b.example, $arg_x is z)\n"
      "proxy_pass -> red* (location /, $host is b.example, $arg_x is x)\n"
      "proxy_pass -> 10.0.0.7*? (location /, $host is b.example, $arg_x is y)\n");
}

TEST(Routes, SetHoldsInItsOwnServer) {
  const Reading reading = read_beside_pools(
      "server { listen 81; set $p blue; location / { proxy_pass http://$p; } }\n"
      "server { listen 82; set $p green; location / { proxy_pass http://$p; } }");
  EXPECT_EQ(routes(reading),
            "proxy_pass -> blue* (location /)\nproxy_pass -> green* (location /)\n");
  EXPECT_EQ(reading.config.routes[1].listener, "82");
}

// Thresholds of 32 bit: 12.5 % of 4294967295, and the rest of all 4294967296 hash values.
TEST(Routes, SplitClientsTellTheirPartsToTheLastHash) {
  const Reading reading = read_beside_pools(
      "split_clients $remote_addr $v { 12.34% blue; 12.34% green; * red; }\n"
      "server { location / { proxy_pass http://$v; } }");
  ASSERT_EQ(reading.config.routes.size(), 3u);
  EXPECT_EQ(reading.config.routes[0].part, 529998964 / 4294967296.0);
  EXPECT_EQ(reading.config.routes[1].part, 529998964 / 4294967296.0);
  EXPECT_EQ(reading.config.routes[2].part, (4294967296.0 - 2 * 529998964.0) / 4294967296.0);
  EXPECT_EQ(reading.config.routes[1].named_at.line, 5u);
}

TEST(Routes, PartsOfOneTargetAddUpAndOthersAreNotTold) {
  const Reading reading = read_beside_pools(
      "split_clients $remote_addr $v { 25% blue; 25% green; * blue; }\n"
      "map $host $m { default $v; a.example red; }\n"
      "server { location / { proxy_pass http://$v; }\n"
      "location /m { proxy_pass http://$m; } location /u { proxy_pass "
      "http://red$request_uri; } }");
  ASSERT_EQ(reading.config.routes.size(), 6u);
  EXPECT_NEAR(*reading.config.routes[0].part, 0.75, 1e-9);
  EXPECT_NEAR(*reading.config.routes[1].part, 0.25, 1e-9);
  for (std::size_t i = 2; i < 6; ++i) EXPECT_FALSE(reading.config.routes[i].part) << i;
}

TEST(Routes, GeoNamesItsPools) {
  const Reading reading = read_beside_pools(
      "geo $g { ranges; default blue; 10.0.0.0-10.0.0.9 green; proxy 10.1.1.1; }\n"
      "server { location / { proxy_pass http://$g; } }");
  EXPECT_EQ(said(reading), "");
  EXPECT_EQ(routes(reading),
            "proxy_pass -> blue* (location /, no range of the client's address fits)\n"
            "proxy_pass -> green* (location /, the client's address is in 10.0.0.0-10.0.0.9)\n");
}

// What follows the host does not decide where a request goes.
TEST(Routes, AHostBeforeAComputedPathIsKnown) {
  const Reading reading = read_beside_pools(
      "server { location ~ /(.*) { proxy_pass http://blue/$1$is_args$args; }\n"
      "location /a { proxy_pass https://green$request_uri; }\n"
      "location /b { proxy_pass http://unix:/run/$host.sock; }\n"
      "location /c { proxy_pass http://red$arg_x; } }");
  EXPECT_EQ(routes(reading),
            "proxy_pass -> blue* (location ~ /(.*))\n"
            "proxy_pass -> green* (location /a)\n"
            "proxy_pass -> http://unix:/run/$host.sock*? (location /b)\n"
            "proxy_pass -> http://red$arg_x*? (location /c)\n");
}

// Beside the values that stand there: captures, code, what is in files that were not read.
TEST(Routes, ValuesThatAreNotWrittenLeaveTheTargetOpen) {
  for (const std::string lines :
       {"map $host $p { default blue; ~^(.*)$ $1; }",
        "map $host $p { default blue; include more.map; }",
        "map $host $p { default blue; } server { server_name ~^(?<p>.*)$; }",
        "map $host $p { default blue; } server { location /s { set_by_lua_block $p { x } } }",
        "map $host $p { default blue; } server { auth_request_set $p $upstream_http_x; }"}) {
    const Reading reading =
        read_beside_pools(lines + "server { location / { proxy_pass http://$p; } }");
    EXPECT_EQ(routes(reading),
              "proxy_pass -> blue* (location /, no other value of $host fits)\n"
              "proxy_pass -> http://$p*? (location /)\n")
        << lines;
  }
}

TEST(Routes, AResolverIsInherited) {
  const Reading reading = read_in_http(
      "server { resolver 10.0.0.53; location / { proxy_pass http://$host; } }\n"
      "server { location / { proxy_pass http://$host; } }");
  ASSERT_EQ(reading.config.routes.size(), 2u);
  EXPECT_TRUE(reading.config.routes[0].looked_up);
  EXPECT_FALSE(reading.config.routes[1].looked_up);
}

std::string ahead(const Reading& reading, std::string_view pool) {
  std::string out;
  for (const model::Ahead& line : reading.config.pool(pool)->ahead)
    out += (line.kind == model::AheadKind::sends_more ? "+" : "-") + line.directive + " ";
  return out;
}

TEST(Ahead, WhatKeepsRequestsAwayAndWhatSendsMore) {
  const Reading reading = read_beside_pools(
      "proxy_cache c; server { limit_req zone=z; location / { mirror /m; proxy_pass "
      "http://blue; }\n"
      "location = /m { internal; proxy_cache off; proxy_pass http://green; }\n"
      "location /f { fastcgi_pass red; } }\n"
      "server { auth_request /who; location /who { proxy_pass http://red; } }\n"
      "server { location /m { proxy_pass http://red; } }");
  EXPECT_EQ(ahead(reading, "blue"), "-proxy_cache -limit_req ");
  EXPECT_EQ(ahead(reading, "green"), "-limit_req +mirror ");
  EXPECT_EQ(ahead(reading, "red"), "-limit_req -proxy_cache +auth_request ");
}

TEST(Routes, AVariableThatNobodySetsIsNoPool) {
  const Reading reading =
      read_in_http("server { location / { proxy_pass http://$http_x_target; } }");
  EXPECT_EQ(routes(reading), "proxy_pass -> http://$http_x_target*? (location /)\n");
}

TEST(Routes, AVariableOfItselfEnds) {
  const Reading reading = read_in_http(
      "map $host $a { default $b$b; } map $host $b { default $a$a; x y; }\n"
      "server { location / { proxy_pass http://$a; } }");
  EXPECT_GE(reading.config.routes.size(), 1u);
  EXPECT_LE(reading.config.routes.size(), 1001u);
}

TEST(Routes, StreamPoolsAreApartFromHttpPools) {
  const Reading reading = read(
      "events { }\nhttp { upstream a { server 10.0.0.1; } server { location / { proxy_pass "
      "http://a; } } }\n"
      "stream { upstream a { server 10.0.0.2:53; } server { listen 53; proxy_pass a; } }\n");
  EXPECT_EQ(said(reading), "");
  ASSERT_EQ(reading.config.pools.size(), 2u);
  EXPECT_EQ(reading.config.pools[1].layer, model::Layer::tcp);
  EXPECT_EQ(routes(reading), "proxy_pass -> a (location /)\nproxy_pass -> a ()\n");
}

TEST(Routes, RetriesAreInheritedAndGivenToThePool) {
  const Reading reading = read_beside_pools(
      "proxy_next_upstream error http_502;\n"
      "server { proxy_next_upstream_tries 3; location / { proxy_pass http://blue; }\n"
      "location /a { proxy_pass http://green; proxy_next_upstream off; }\n"
      "location /b { proxy_pass http://green; } }");
  const model::Limits& blue = reading.config.pool("blue")->limits;
  EXPECT_EQ(blue.next_upstream.value, (std::vector<std::string>{"error", "http_502"}));
  EXPECT_EQ(blue.next_upstream_tries.value, 3u);
  EXPECT_TRUE(reading.config.pool("blue")->depends.empty());
  EXPECT_EQ(reading.config.pool("green")->limits.next_upstream.value,
            (std::vector<std::string>{"off"}));
  EXPECT_EQ(reading.config.pool("green")->depends.size(), 1u);
  EXPECT_EQ(reading.config.pool("red")->limits.next_upstream.value,
            (std::vector<std::string>{"error", "timeout"}));
}

// Measured: nginx refuses a second line for the others.
TEST(Routes, RetryConditionsInOneBlockAddUp) {
  const Reading reading = read_beside_pools(
      "proxy_next_upstream_timeout 5s; server { proxy_next_upstream error; proxy_next_upstream "
      "http_503; proxy_next_upstream_timeout 0; location / { proxy_pass http://blue; } }");
  EXPECT_EQ(reading.config.pool("blue")->limits.next_upstream.value,
            (std::vector<std::string>{"error", "http_503"}));
  EXPECT_TRUE(reading.config.pool("blue")->depends.empty()) << "the inner block has no time limit";
}

TEST(Fragments, AreReadWhereTheyBelong) {
  const Reading http =
      read("upstream a { server 10.0.0.1; }\nserver { location / { proxy_pass http://a; } }\n");
  EXPECT_FALSE(http.diagnostics.has_errors()) << said(http);
  EXPECT_NE(said(http).find("inside of http"), std::string::npos);
  EXPECT_EQ(routes(http), "proxy_pass -> a (location /)\n");
  const Reading stream =
      read("upstream a { server 10.0.0.1:1; }\nserver { listen 1; proxy_pass a; }\n");
  EXPECT_FALSE(stream.diagnostics.has_errors()) << said(stream);
  EXPECT_EQ(stream.config.pools.at(0).layer, model::Layer::tcp);
  const Reading inner = read("proxy_set_header Host $host;\nproxy_pass http://a;\n");
  EXPECT_FALSE(inner.diagnostics.has_errors()) << said(inner);
  EXPECT_EQ(inner.config.routes.size(), 1u);
}

TEST(Recognise, TellsNginxFromOthers) {
  const auto* dialect = find("nginx");
  EXPECT_GE(dialect->recognise("events { }\nhttp { upstream a { server b; } }\n"), 90);
  EXPECT_GE(dialect->recognise("server { listen 80; location / { proxy_pass http://a; } }"), 90);
  EXPECT_LE(dialect->recognise(
                "global\n  daemon\ndefaults\n  mode http\nbackend a\n  server x 10.0.0.1:80\n"),
            30);
  EXPECT_LE(dialect->recognise("int main() { return 0; }"), 60);
  EXPECT_LE(dialect->recognise("{\"upstream\": [1, 2]}"), 30);
  EXPECT_EQ(dialect->recognise(""), 0);
}

TEST(NginxRoutes, AVariableThatNobodyDefinesIsNamed) {
  const auto of_target = [](const std::string& target) {
    return said(
        read_in_http("upstream a { server 10.0.0.1; } map $host $pool { default a; }\n"
                     "server { server_name ~^(?<sub>.+)$; location / { proxy_pass http://" +
                     target + "; } }"));
  };
  EXPECT_NE(of_target("$pol").find("error: unknown \"pol\" variable"), std::string::npos);
  EXPECT_NE(of_target("a/$pol").find("unknown \"pol\" variable"), std::string::npos);
  for (const char* known : {"$pool", "$POOL", "$sub", "$host$request_uri", "a/$arg_x"})
    EXPECT_EQ(of_target(known).find("unknown"), std::string::npos) << known;
}

}  // namespace
}  // namespace ek::dialects::nginx::testing
