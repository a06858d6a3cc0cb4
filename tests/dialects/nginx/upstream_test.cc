// upstream blocks -> pools: what each parameter and method means in the model.
#include <gtest/gtest.h>

#include "reading.h"

namespace ek::dialects::nginx::testing {
namespace {

TEST(Upstream, ServersKeepOrderNamesAndWeights) {
  const Reading reading = read_in_http(
      "upstream app {\n"
      "  server 10.0.0.1:8080 weight=5;\n"
      "  server 10.0.0.2 max_conns=7 max_fails=3 fail_timeout=30s;\n"
      "  server [::1]:81 backup;\n"
      "  server unix:/run/app.sock down;\n"
      "}\n"
      "server { location /a { proxy_pass http://app; } }\n");
  EXPECT_EQ(said(reading), "");
  ASSERT_EQ(reading.config.pools.size(), 1u);
  const model::Pool& pool = reading.config.pools[0];
  EXPECT_EQ(pool.name, "app");
  EXPECT_EQ(pool.balance.algorithm.value, "round_robin");
  EXPECT_FALSE(pool.shared_state.value);
  ASSERT_EQ(pool.servers.size(), 4u);
  EXPECT_EQ(pool.servers[0].name, "10.0.0.1:8080");
  EXPECT_EQ(pool.servers[0].weight.value, 5u);
  EXPECT_EQ(pool.servers[0].weight.at.line, 4u);
  EXPECT_EQ(pool.servers[0].weight.at.column, 31);
  EXPECT_EQ(pool.servers[1].name, "10.0.0.2:80");
  EXPECT_EQ(pool.servers[1].written, "10.0.0.2");
  EXPECT_EQ(pool.servers[1].maxconn.value, 7u);
  EXPECT_EQ(pool.servers[1].check.pace->max_fails.value, 3u);
  EXPECT_EQ(pool.servers[1].check.pace->fail_timeout.value, std::chrono::seconds(30));
  EXPECT_TRUE(pool.servers[2].backup.value);
  EXPECT_EQ(pool.servers[2].name, "[::1]:81");
  EXPECT_TRUE(pool.servers[3].disabled.value);
  EXPECT_EQ(pool.servers[3].name, "unix:/run/app.sock");
  ASSERT_EQ(reading.config.routes.size(), 1u);
  EXPECT_EQ(reading.config.routes[0].target, "app");
  EXPECT_TRUE(reading.config.routes[0].is_pool);
  EXPECT_EQ(reading.config.routes[0].condition, "location /a");
}

TEST(Upstream, ANameIsOnePeerForEachAddressGiven) {
  const std::string text = "upstream app { server app.example.com:81 weight=2; }";
  const Reading unknown = read_in_http(text);
  ASSERT_EQ(unknown.config.pools[0].servers.size(), 1u);
  EXPECT_EQ(unknown.config.pools[0].servers[0].name, "app.example.com:81");
  ASSERT_EQ(unknown.config.pools[0].depends.size(), 1u);
  EXPECT_EQ(unknown.config.pools[0].depends[0].how, "give --resolve app.example.com=ADDR,ADDR");

  ReadOptions options;
  options.resolve["app.example.com"] = {"10.0.0.1", "::1"};
  const Reading known = read_in_http(text, options);
  ASSERT_EQ(known.config.pools[0].servers.size(), 2u);
  EXPECT_EQ(known.config.pools[0].servers[0].name, "10.0.0.1:81");
  EXPECT_EQ(known.config.pools[0].servers[1].name, "[::1]:81");
  EXPECT_EQ(known.config.pools[0].servers[1].written, "app.example.com:81");
  EXPECT_EQ(known.config.pools[0].servers[1].weight.value, 2u);
  EXPECT_TRUE(known.config.pools[0].depends.empty());
}

TEST(Upstream, HashConsistentKeepsItsKeyInParts) {
  const Reading reading = read_in_http(
      "upstream app { zone app 64k; hash $binary_remote_addr-${arg_id}$http_x_user consistent; "
      "server a; }");
  const model::Balance& balance = reading.config.pools[0].balance;
  EXPECT_EQ(balance.algorithm.value, "hash");
  EXPECT_EQ(balance.hash_type.value.mapping, model::HashMapping::consistent);
  EXPECT_TRUE(reading.config.pools[0].shared_state.value);
  using model::KeySource;
  const std::vector<model::KeyPart> parts{{KeySource::client_address, "binary", {}},
                                          {KeySource::literal, "-", {}},
                                          {KeySource::query_parameter, "id", {}},
                                          {KeySource::header, "x-user", {}}};
  EXPECT_EQ(balance.key.value.parts, parts);
}

// Only another module could define it; a map may stand below.
TEST(Upstream, AVariableInAKeyThatNobodyDefinesIsWarnedOf) {
  const auto of_key = [](const std::string& key, const std::string& more = "") {
    return said(read_in_http("upstream u { hash " + key + "; server 127.0.0.1:1; } " + more));
  };
  EXPECT_NE(of_key("$nosuch").find("unknown \"nosuch\" variable"), std::string::npos);
  EXPECT_EQ(of_key("$nosuch", "map $host $nosuch { default 1; }"), "");
  EXPECT_EQ(of_key("$nosuch", "server { listen 80; set $nosuch 1; }"), "");
  for (const char* key : {"$1", "$arg_a", "$HTTP_X", "$upstream_http_x", "$ssl_client_s_dn"})
    EXPECT_EQ(of_key(key), "") << key;
}

}  // namespace
}  // namespace ek::dialects::nginx::testing
