// Keys that the request does not decide: the running program sends everything to one server, and
// where we name it, to that one.
#include <gtest/gtest.h>

#include <set>

#include "dialects/dialect.h"
#include "differential/haproxy/version.h"
#include "predict/keys/possible_keys.h"
#include "predict/prediction.h"
#include "rig/backends.h"
#include "rig/client.h"
#include "rig/haproxy.h"

namespace ek::differential {
namespace {

constexpr int clients = 12, requests = 5;  // each

struct Balanced {
  std::uint32_t keys = 0;
  std::string named;             // who gets everything, as predicted; "": nobody is named
  std::set<std::string> served;  // who got something
};

// Twelve clients with addresses of their own ask for different paths.
std::set<std::string> ask(const rig::Haproxy& program) {
  std::set<std::string> served;
  for (int i = 0; i < clients; ++i) {
    rig::ConnectOptions connect;
    connect.proxy_source = "10.0." + std::to_string(i) + ".7";
    rig::Client client(program.endpoint(), connect);
    for (int k = 0; k < requests; ++k) {
      rig::Request request;
      request.path = "/" + std::to_string(i) + "/" + std::to_string(k);
      const auto picked = client.pick(rig::request_text(request));
      EXPECT_TRUE(picked) << picked.error();
      if (picked) served.insert(*picked);
    }
  }
  return served;
}

Balanced run(const std::string& balance) {
  rig::Backends backends;
  backends.add_many(3);
  rig::HaproxyOptions options;
  options.frontends.push_back({rig::ListeningSocket(), "accept-proxy", "default_backend app"});
  options.sections = "backend app\n  balance " + balance + "\n";
  for (std::size_t i = 0; i < backends.size(); ++i)
    options.sections += rig::haproxy_server_line(backends.label(i), backends.endpoint(i));
  const auto program = rig::Haproxy::start(std::move(options));
  if (!program) return ADD_FAILURE() << program.error(), Balanced();
  const auto reading =
      dialects::find("haproxy")->read_text("t.cfg", program->config_text(), as_running());
  const auto prediction = predict::predict(reading.config, {}, {});
  const predict::PoolForecast& pool = prediction.pools.front();
  Balanced balanced{predict::keys_possible({reading.config.program, *pool.pool}), "",
                    ask(*program)};
  for (std::size_t i = 0; i < pool.servers.size(); ++i)
    if (pool.predictable() && pool.servers[i].share == 1.0)
      balanced.named = pool.pool->servers[i].name;
  return balanced;
}

bool takes(const std::string& balance) {
  return running_takes("balance " + balance);
}

class OneKey : public testing::TestWithParam<std::string> {};

TEST_P(OneKey, GoesToOneServer) {
  if (!takes(GetParam())) GTEST_SKIP() << "no balance hash in this version";
  const Balanced balanced = run(GetParam());
  EXPECT_EQ(balanced.keys, 1U);
  ASSERT_EQ(balanced.served.size(), 1U);
  if (!balanced.named.empty()) {
    EXPECT_EQ(balanced.named, *balanced.served.begin());
  }
}

INSTANTIATE_TEST_SUITE_P(Unnamed, OneKey,
                         testing::Values("hash fe_id", "hash be_id", "hash int(3)",
                                         "hash always_true", "hash hostname", "hash env(PATH)",
                                         "hash ipv4(10.0.0.1)", "hash hostname,lower,crc32",
                                         "hash src,crc32,and(0)"));

class OneKnownKey : public testing::TestWithParam<std::string> {};

TEST_P(OneKnownKey, NamesTheServer) {
  if (!takes(GetParam())) GTEST_SKIP() << "no balance hash in this version";
  const Balanced balanced = run(GetParam());
  EXPECT_EQ(balanced.keys, 1U);
  EXPECT_EQ(balanced.served, std::set<std::string>{balanced.named});
}

INSTANTIATE_TEST_SUITE_P(Named, OneKnownKey,
                         testing::Values("hash str(x)", "hash fe_name", "hash be_name",
                                         "hash be_name,crc32,hex", "hash src,ipmask(0)",
                                         "hash path,crc32,mod(1)", "uri len 1",
                                         "hash str(abc)\n  hash-type consistent",
                                         "hash fe_name\n  hash-type consistent"));

TEST(FewKeys, NoMoreServersThanKeys) {
  for (const char* key : {"hash src,crc32,mod(2)", "hash path,djb2,and(4)"}) {
    if (!takes(key)) continue;
    const Balanced balanced = run(key);
    EXPECT_EQ(balanced.keys, 2U) << key;
    EXPECT_LE(balanced.served.size(), 2U) << key;
  }
}

TEST(FewKeys, AddressesAndPathsSpread) {
  for (const char* key : {"hash src,ipmask(24)", "hash path", "uri len 2", "source"}) {
    if (!takes(key)) continue;
    EXPECT_GT(run(key).served.size(), key == std::string("uri len 2") ? 1U : 2U) << key;
  }
}

// No field, no key: they take turns, as for a request that lacks the header.
TEST(FewKeys, AConstantWithoutAValueIsNoKey) {
  constexpr const char* key = "hash str(x),field(3,:)";
  if (!takes(key)) GTEST_SKIP() << "no balance hash in this version";
  const Balanced balanced = run(key);
  EXPECT_EQ(balanced.served.size(), 3U);
  EXPECT_EQ(balanced.named, "");
}

}  // namespace
}  // namespace ek::differential
