// Entries of a policy that speak of nothing the configuration has.
#include "inputs/policy_match.h"

#include <gtest/gtest.h>

#include "read.h"

namespace ek::inputs {
namespace {

model::Pool pool_of(const std::string& name, const std::vector<std::string>& servers) {
  model::Pool pool;
  pool.name = name;
  for (const std::string& server : servers) pool.servers.emplace_back().name = server;
  return pool;
}

std::string said(const std::string& policy_text, const std::vector<model::Pool>& pools,
                 const std::vector<model::Route>& routes = {}) {
  text::Sources sources;
  text::Diagnostics diagnostics;
  const auto file = sources.add("evenkeel.toml", policy_text);
  const auto policy = parse_policy(sources, *file, diagnostics);
  EXPECT_TRUE(diagnostics.all().empty());
  model::Config config;
  config.pools = pools;
  config.routes = routes;
  note_unmatched(policy, config, diagnostics);
  EXPECT_FALSE(diagnostics.has_errors());
  return draw_all(diagnostics, sources);
}

const std::vector<model::Pool> shop{pool_of("shop", {"web1", "web2"})};

TEST(PolicyMatch, APoolThatIsNotThereIsDrawnWithWhatWasMeant) {
  EXPECT_EQ(said("[pool.\"shpo\"]\nsurvive = 1\n", shop),
            "evenkeel.toml:1:7: note: this entry matches nothing: there is no pool shpo\n"
            "    1 | [pool.\"shpo\"]\n"
            "      |       ^^^^^^\n"
            "  = help: did you mean shop?\n");
}

TEST(PolicyMatch, AServerThatIsNotThere) {
  const std::string words = said("[pool.shop.server.web9]\ncapacity = \"1/s\"\n", shop);
  EXPECT_NE(words.find("evenkeel.toml:1:19: note: this entry matches nothing: shop has no server "
                       "web9"),
            std::string::npos)
      << words;
  EXPECT_NE(words.find("did you mean web1?"), std::string::npos) << words;
}

TEST(PolicyMatch, WithoutANearNameThoseThatExistAreListed) {
  EXPECT_NE(said("[pool.\"api-*\"]\nsurvive = 1\n", shop).find("= help: there is shop\n"),
            std::string::npos);
}

TEST(PolicyMatch, WhatMatchesIsNotNoted) {
  EXPECT_EQ(
      said("[workload]\nrate = \"1/s\"\n[pool.\"s*\"]\nsurvive = 1\n[pool.\"s*\".server.\"*\"]\n"
           "zone = \"a\"\n[pool.shop.server.\"web?\"]\nzone = \"b\"\n",
           shop),
      "");
}

// One of the pools that a glob matches is enough.
TEST(PolicyMatch, AServerOfOneOfSeveralPools) {
  const std::vector<model::Pool> two{pool_of("a1", {"x"}), pool_of("a2", {"y"})};
  EXPECT_EQ(said("[pool.\"a*\".server.y]\nzone = \"a\"\n", two), "");
  EXPECT_NE(said("[pool.\"a*\".server.z]\nzone = \"a\"\n", two)
                .find("none of its 2 pools has a server z"),
            std::string::npos);
}

TEST(PolicyMatch, AConfigurationWithoutPoolsOrServersSaysNothingAboutThePolicy) {
  EXPECT_EQ(said("[pool.app]\nsurvive = 1\n", {}), "");
  EXPECT_EQ(said("[pool.app.server.x]\nzone = \"a\"\n", {pool_of("app", {})}), "");
}

model::Route part_to(const std::string& pool, double part) {
  model::Route route;
  route.target = pool;
  route.part = part;
  return route;
}

TEST(PolicyMatch, ARateIsDividedWhereOneLineSaysHow) {
  const std::vector<model::Pool> two{pool_of("app", {"x"}), pool_of("api", {"y"})};
  const std::string rate = "[workload]\nrate = \"900/s\"\n";
  EXPECT_EQ(said(rate, two, {part_to("app", 0.1), part_to("api", 0.9)}), "");
  EXPECT_NE(said(rate, two, {part_to("app", 1)}), "") << "api gets no part";
}

TEST(PolicyMatch, ARateIsNotDividedOverPools) {
  const std::vector<model::Pool> two{pool_of("app", {"x"}), pool_of("api", {"y"})};
  const std::string rate = "[workload]\nrate = \"900/s\"\n";
  const std::string words = said(rate, two);
  EXPECT_NE(words.find("2:8: note: the rate of [workload] is not divided over the 2 pools here"),
            std::string::npos)
      << words;
  EXPECT_NE(words.find("[pool.\"app\"] rate"), std::string::npos) << words;
  EXPECT_EQ(said(rate + "[pool.\"*\"]\nrate = \"1/s\"\n", two), "");
}

TEST(PolicyMatch, ControlBytesAreNotSentToTheTerminal) {
  const std::string words =
      said("[pool.\"a\\u001b[31m\"]\nsurvive = 1\n", {pool_of("\x1b[1m", {})});
  EXPECT_NE(words, "");
  EXPECT_EQ(words.find('\x1b'), std::string::npos);
}

}  // namespace
}  // namespace ek::inputs
