// A host name behind proxy_pass and its siblings is a group of its addresses.
#include <gtest/gtest.h>

#include "reading.h"

namespace ek::dialects::nginx::testing {
namespace {

ReadOptions resolving(const std::string& name, const std::vector<std::string>& addresses) {
  ReadOptions options;
  options.resolve[name] = addresses;
  return options;
}

// "name: server server …", a pool a line.
std::string pools(const Reading& reading) {
  std::string out;
  for (const model::Pool& pool : reading.config.pools) {
    out += pool.name + ":";
    for (const model::Server& server : pool.servers) out += " " + server.name;
    out += "\n";
  }
  return out;
}

std::string server(const std::string& locations) {
  return "server { listen 80; " + locations + " }";
}

TEST(ImplicitPool, TakesTheGivenAddressesAndTheDefaultPorts) {
  const Reading reading = read_in_http(server("location / { proxy_pass http://app.test; } "
                                              "location /s { proxy_pass https://app.test; } "
                                              "location /g { grpc_pass grpcs://app.test:443; } "
                                              "location /p { proxy_pass http://app.test:8080/x; } "
                                              "location /f { fastcgi_pass app.test:9000; }"),
                                       resolving("app.test", {"10.0.0.1", "10.0.0.2:81", "::1"}));
  EXPECT_EQ(said(reading), "");
  EXPECT_EQ(pools(reading),
            "app.test:80: 10.0.0.1:80 10.0.0.2:81 [::1]:80\n"
            "app.test:443: 10.0.0.1:443 10.0.0.2:81 [::1]:443\n"
            "app.test:8080: 10.0.0.1:8080 10.0.0.2:81 [::1]:8080\n"
            "app.test:9000: 10.0.0.1:9000 10.0.0.2:81 [::1]:9000\n");
  for (const model::Pool& pool : reading.config.pools) {
    EXPECT_EQ(pool.balance.algorithm.value, "round_robin");
    EXPECT_TRUE(pool.depends.empty());
    EXPECT_TRUE(pool.at.known());
    EXPECT_EQ(pool.servers[0].check.pace->max_fails.value, 1u);
  }
  EXPECT_TRUE(reading.used.names.contains("app.test"));
}

TEST(ImplicitPool, OneANameAndPort) {
  const Reading reading =
      read_in_http(server("location / { proxy_pass http://app.test; } "
                          "location /a { proxy_pass http://APP.test:80; }"));
  ASSERT_EQ(reading.config.pools.size(), 1u) << pools(reading);
  ASSERT_EQ(reading.config.routes.size(), 2u);
  for (const model::Route& route : reading.config.routes) {
    EXPECT_TRUE(route.is_pool);
    EXPECT_EQ(route.target, "app.test:80");
  }
  ASSERT_EQ(reading.config.pools[0].depends.size(), 1u);
  EXPECT_EQ(reading.config.pools[0].depends[0].how, "give --resolve app.test=ADDR,ADDR");
}

TEST(ImplicitPool, RetriesAreThoseOfItsLocation) {
  const Reading reading =
      read_in_http(server("location / { proxy_next_upstream off; proxy_next_upstream_tries 2; "
                          "proxy_pass http://app.test; }"));
  ASSERT_EQ(reading.config.pools.size(), 1u);
  EXPECT_EQ(reading.config.pools[0].limits.next_upstream_tries.value, 2u);
}

TEST(ImplicitPool, NoneForAddressesVariablesSocketsAndUpstreams) {
  const Reading reading =
      read_in_http("upstream app { server 10.0.0.1; }" +
                   server("location / { proxy_pass http://10.0.0.9; } "
                          "location /6 { proxy_pass http://[::1]:81; } "
                          "location /u { proxy_pass http://unix:/run/app.sock; } "
                          "location /v { proxy_pass http://$host; } "
                          "location /a { proxy_pass http://app; }"));
  EXPECT_EQ(pools(reading), "app: 10.0.0.1:80\n");
}

// "ap" is told as a slip by the rule undefined-pool; a fragment's upstreams stand elsewhere.
TEST(ImplicitPool, NoneWhereAnUpstreamIsRatherMeant) {
  const Reading slip = read_in_http("upstream backend { server 10.0.0.1; }" +
                                    server("location / { proxy_pass http://backnd; }"));
  EXPECT_EQ(pools(slip), "backend: 10.0.0.1:80\n");
  EXPECT_FALSE(slip.config.routes[0].is_pool);
  const std::string fragment = server("location / { proxy_pass http://app; }");
  EXPECT_EQ(pools(read(fragment)), "");
  EXPECT_EQ(pools(read(fragment, resolving("app", {"10.0.0.1"}))), "app:80: 10.0.0.1:80\n");
}

TEST(ImplicitPool, InStreamThePortIsWritten) {
  const Reading reading =
      read("events {}\nstream { server { listen 90; proxy_pass db.test:5432; } }",
           resolving("db.test", {"10.0.0.1", "10.0.0.2"}));
  EXPECT_EQ(said(reading), "");
  EXPECT_EQ(pools(reading), "db.test:5432: 10.0.0.1:5432 10.0.0.2:5432\n");
}

TEST(Words, AMarkAndAnAddressThatIsNone) {
  EXPECT_NE(said(read("\xEF\xBB\xBF"
                      "events {}\nhttp {}\n"))
                .find("byte order mark"),
            std::string::npos);
  EXPECT_NE(said(read_in_http("upstream a { server 10.0.0.300; }")).find("is not an IPv4 address"),
            std::string::npos);
}

}  // namespace
}  // namespace ek::dialects::nginx::testing
