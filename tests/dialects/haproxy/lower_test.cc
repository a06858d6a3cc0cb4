// Configurations and what the model makes of them.
#include <gtest/gtest.h>

#include "reading.h"

namespace ek::dialects::haproxy {
namespace {

using model::Origin;

TEST(Lower, ReadsAnOrdinaryFile) {
  const Reading reading = read(R"(global
    maxconn 4000
    nbthread 4
defaults
    mode http
    timeout connect 5s
    retries 2
    balance leastconn
frontend www
    bind :80
    maxconn 3000
    use_backend api if { path_beg /api }
    use_backend %[req.hdr(host),lower]
    default_backend app
backend app
    balance roundrobin
    option redispatch
    default-server maxconn 100 check inter 1s
    server web1 10.0.0.1:80 weight 10
    server web2 10.0.0.2:80 maxconn 50 backup
backend api
    server a1 [::1]:8080
)");
  EXPECT_EQ(said(reading), "");
  const model::Config& config = reading.config;
  EXPECT_EQ(config.maxconn.value, 4000u);
  EXPECT_EQ(config.program.threads, 4u);
  EXPECT_EQ(config.program.version_source, "assumed (Debian 12)");
  ASSERT_EQ(config.pools.size(), 2u);
  const model::Pool& app = config.pools[0];
  EXPECT_EQ(app.name, "app");
  EXPECT_EQ(app.layer, model::Layer::http);
  EXPECT_EQ(app.balance.algorithm.value, "roundrobin");
  EXPECT_EQ(app.balance.algorithm.origin, Origin::set);
  EXPECT_EQ(app.balance.algorithm.at, (text::Place{16, 13, 0}));
  EXPECT_EQ(app.limits.retries.value, 2u);
  EXPECT_EQ(app.limits.retries.origin, Origin::inherited);
  EXPECT_TRUE(app.limits.redispatch.value);
  EXPECT_EQ(app.limits.redispatch_interval.value, -1);
  EXPECT_EQ(app.limits.queue_timeout.value, std::chrono::seconds(5));
  ASSERT_EQ(app.servers.size(), 2u);
  EXPECT_EQ(app.servers[0].weight.value, 10u);
  EXPECT_EQ(app.servers[0].weight.at, (text::Place{19, 36, 0}));
  EXPECT_EQ(app.servers[0].maxconn.value, 100u);
  EXPECT_EQ(app.servers[0].maxconn.origin, Origin::inherited);
  EXPECT_TRUE(app.servers[0].check.enabled.value);
  EXPECT_EQ(app.servers[0].check.kind.value, model::CheckKind::tcp);
  EXPECT_EQ(app.servers[0].id.value, 1u);
  EXPECT_EQ(app.servers[1].maxconn.value, 50u);
  EXPECT_TRUE(app.servers[1].backup.value);
  EXPECT_EQ(app.servers[1].id.value, 2u);
  const model::Pool& api = config.pools[1];
  EXPECT_EQ(api.balance.algorithm.value, "leastconn");
  EXPECT_EQ(api.balance.algorithm.origin, Origin::inherited);
  EXPECT_EQ(model::to_string(api.servers[0].address.value), "[::1]:8080");
  ASSERT_EQ(config.routes.size(), 3u);
  EXPECT_EQ(config.routes[0].target, "api");
  EXPECT_EQ(config.routes[0].condition, "if { path_beg /api }");
  EXPECT_TRUE(config.routes[1].computed);
  EXPECT_EQ(config.routes[2].directive, "default_backend");
}

TEST(Lower, BalanceDefaultsByVersion) {
  const char* text = "backend b\n  server s 10.0.0.1:1\n";
  EXPECT_EQ(read(text).config.pools[0].balance.algorithm.value, "roundrobin");
  const Reading newer = read(text, {model::Version{3, 3, 0}, {}});
  EXPECT_EQ(newer.config.pools[0].balance.algorithm.value, "random");
  EXPECT_EQ(newer.config.pools[0].balance.algorithm.origin, Origin::defaulted);
}

TEST(Lower, ConsistentWithoutFunctionImpliesAvalanche) {
  const auto hash = [](const char* line) {
    return read(std::string("backend b\n balance uri\n ") + line + "\n server s 10.0.0.1:1\n")
        .config.pools[0]
        .balance.hash_type.value;
  };
  EXPECT_TRUE(hash("hash-type consistent").avalanche);
  EXPECT_FALSE(hash("hash-type consistent sdbm").avalanche);
  EXPECT_FALSE(hash("hash-type map-based").avalanche);
  EXPECT_TRUE(hash("hash-type map-based djb2 avalanche").avalanche);
  EXPECT_EQ(hash("hash-type map-based djb2").function, model::HashFunction::djb2);
}

}  // namespace
}  // namespace ek::dialects::haproxy
