// Targets by variables, and numbers that nobody should write: the real program against what is said
// of its configuration.
#include <gtest/gtest.h>

#include <array>

#include "differential/nginx/predicted.h"
#include "rig/client.h"
#include "rig/nginx.h"

namespace ek::differential::nginx {
namespace {

// Two upstreams, `app` and `other`, of one server each: s1 and s2.
struct TwoPools {
  rig::Backends backends;
  std::optional<rig::Nginx> nginx;

  void start(const std::string& http, const std::string& location) {
    backends.add_many(2);
    const std::string upstreams = "upstream app { " + rig::nginx_server_line(backends.endpoint(0)) +
                                  "}\nupstream other { " +
                                  rig::nginx_server_line(backends.endpoint(1)) + "}\n";
    auto started =
        rig::Nginx::start(rig::one_listener(http + upstreams, "location / { " + location + " }"));
    ASSERT_TRUE(started) << started.error();
    nginx.emplace(std::move(*started));
  }

  // Who answered; the status where it was nginx itself.
  std::string answer(const std::string& path) {
    const auto got = rig::Client(nginx->endpoint()).get(path);
    if (!got) return got.error();
    return got->server().empty() ? std::to_string(got->status) : std::string(got->server());
  }

  std::vector<model::Route> routes() const {
    return read_config(nginx->config_text()).config.routes;
  }
};

TEST(ComputedTargets, ANameWithoutAnUpstreamFailsUnlessThereIsAResolver) {
  TwoPools pools;
  pools.start(
      "map $uri $p { default app; /typo ap; /other OTHER; /geo $g; }\n"
      "geo $g { default app; 127.0.0.0/8 othr; }\n",
      "proxy_pass http://$p;");
  EXPECT_EQ(pools.answer("/"), "s1");
  EXPECT_EQ(pools.answer("/other"), "s2");
  EXPECT_EQ(pools.answer("/typo"), "502");
  EXPECT_EQ(pools.answer("/geo"), "502");
  EXPECT_NE(pools.nginx->error_log().find("no resolver defined to resolve ap"), std::string::npos);
  std::string said;
  for (const model::Route& route : pools.routes()) {
    EXPECT_FALSE(route.looked_up);
    said += route.target + (route.is_pool ? " " : "? ");
  }
  EXPECT_EQ(said, "app ap? other othr? ");
}

TEST(ComputedTargets, OnlyTheHostNamesThePool) {
  TwoPools pools;
  pools.start("", "rewrite ^/x(.*)$ /y$1 break; proxy_pass http://other$request_uri;");
  EXPECT_EQ(pools.answer("/x1"), "s2");
  ASSERT_EQ(pools.routes().size(), 1u);
  EXPECT_EQ(pools.routes()[0].target, "other");
}

// Keys of seven letters, found by trying: their hashes are the last ones below a percentage's
// threshold and the first one at it.
struct Edge {
  const char* key;
  const char* server;
};

void expect_edges(const std::string& split, std::initializer_list<Edge> edges) {
  TwoPools pools;
  pools.start("split_clients $arg_k $p { " + split + " }\n", "proxy_pass http://$p;");
  for (const Edge& edge : edges)
    EXPECT_EQ(pools.answer(std::string("/?k=") + edge.key), edge.server) << edge.key;
}

// Without a fraction: 12.34 % of 4294967295 are 529998964.5 hash values.
TEST(SplitClients, APercentageEndsAtItsThreshold) {
  expect_edges("12.34% app; * other;", {{"40fsaoc", "s2"}, {"9m4v4da", "s1"}, {"h9qkmvc", "s2"}});
}

// Each one's fraction is left out by itself: 2 * 529998964, and 1431512599 above them.
TEST(SplitClients, ThresholdsAddUp) {
  expect_edges("12.34% other; 12.34% app; * other;", {{"40fsaoc", "s1"}, {"6jrqjgd", "s2"}});
  expect_edges("12.34% other; 12.34% other; 33.33% app; * other;",
               {{"6jrqjgd", "s1"}, {"548iena", "s1"}});
}

// The last hash value of all is left over, and its requests have no upstream.
TEST(SplitClients, AHundredPercentLackOneValue) {
  expect_edges("100% app;", {{"b4wedyd", "s1"}, {"h9qkmvc", "500"}});
}

// Weights are counted in 64 bits; ours are not, and say so.
TEST(Numbers, AWeightBeyond32BitsCounts) {
  rig::Backends backends;
  backends.add_many(2);
  const auto nginx = rig::Nginx::start(rig::one_listener(
      "upstream app { " + rig::nginx_server_line(backends.endpoint(0), "weight=8589934592") +
      rig::nginx_server_line(backends.endpoint(1), "weight=1 weight=4294967296") + "}\n"));
  ASSERT_TRUE(nginx) << nginx.error();
  ASSERT_TRUE(rig::Client(nginx->endpoint()).picks(30));
  EXPECT_EQ(backends.counts(), (std::vector<std::uint64_t>{20, 10}));
  const auto reading = read_config(nginx->config_text());
  const model::Pool& pool = *reading.config.pool("app");
  ASSERT_EQ(pool.depends.size(), 2u);
  EXPECT_EQ(pool.depends[0].given, "no weight above 4294967295");
  EXPECT_EQ(pool.servers[1].weight.value, 4294967295u);
}

// Said twice, the last one counts.
TEST(Numbers, TheLastParameterOfAKindCounts) {
  rig::Backends backends;
  backends.add_many(2);
  const auto nginx = rig::Nginx::start(rig::one_listener(
      "upstream app { " + rig::nginx_server_line(backends.endpoint(0), "weight=9 weight=2") +
      rig::nginx_server_line(backends.endpoint(1)) + "}\n"));
  ASSERT_TRUE(nginx) << nginx.error();
  ASSERT_TRUE(rig::Client(nginx->endpoint()).picks(30));
  EXPECT_EQ(backends.counts(), (std::vector<std::uint64_t>{20, 10}));
  const auto reading = read_config(nginx->config_text());
  EXPECT_EQ(reading.config.pool("app")->servers[0].weight.value, 2u);
}

}  // namespace
}  // namespace ek::differential::nginx
