// Rules of requests as they are read: which parts they change, in which order they are asked, whose
// they are.
#include <gtest/gtest.h>

#include "dialects/haproxy/reading.h"
#include "model/request_rule.h"

namespace ek::dialects::haproxy {
namespace {

model::SectionRules rules_of(const std::string& lines, const std::string& defaults = "") {
  const auto reading = read("defaults d\n mode http\n" + defaults + "backend b from d\n" + lines +
                            " server s 127.0.0.1:1\n");
  return reading.config.pools.at(0).rules;
}

std::vector<std::string> words(const model::SectionRules& rules) {
  std::vector<std::string> all;
  for (const model::RequestRule* rule : rules.in_order()) all.push_back(rule->words);
  return all;
}

TEST(RequestRules, AreInTheOrderInWhichTheyAreAsked) {
  const auto rules = rules_of(
      " option forwardfor\n redirect location /r\n stats uri /s\n http-request deny\n"
      " tcp-request content reject\n",
      " http-request allow if { path /x }\n");
  EXPECT_EQ(words(rules), (std::vector<std::string>{"tcp-request content reject",
                                                    "http-request allow", "http-request deny",
                                                    "stats", "redirect", "option forwardfor"}));
}

TEST(RequestRules, SayWhatTheyChange) {
  const auto parts = [](const std::string& action) {
    const auto rules = rules_of(" http-request " + action + "\n");
    return !rules.in_order().empty() ? rules.in_order().at(0)->parts : model::RequestParts{};
  };
  EXPECT_TRUE(parts("set-path /a").path);
  EXPECT_FALSE(parts("set-path /a").query);
  EXPECT_TRUE(parts("set-path /a?b").query);
  EXPECT_TRUE(parts("set-path %[path]").query);
  EXPECT_EQ(parts("set-uri /a").headers, std::vector<std::string>{"host"});
  EXPECT_EQ(parts("set-header X-Key v").headers, std::vector<std::string>{"x-key"});
  EXPECT_TRUE(parts("del-header X- -m beg").all_headers);
  EXPECT_TRUE(parts("lua.f").everything);
  EXPECT_TRUE(parts("set-src hdr(x)").source);
  EXPECT_FALSE(parts("set-var(txn.a) path").http());
  EXPECT_FALSE(rules_of(" http-request set-path /a if FALSE\n").own);
}

TEST(RequestRules, TheStatisticsHaveOnePlace) {
  const auto place = [](const std::string& lines, const std::string& defaults) {
    const auto rules = rules_of(lines, defaults);
    return rules.in_order().size() == 1 ? rules.in_order()[0]->target : "not one";
  };
  EXPECT_EQ(place(" stats enable\n", ""), "/haproxy?stats");
  EXPECT_EQ(place(" stats uri /a\n stats refresh 5s\n", ""), "/a");
  EXPECT_EQ(place(" stats uri /a\n", " stats uri /b\n"), "/a");
  EXPECT_EQ(place(" stats refresh 5s\n", " stats uri /b\n"), "/b");
}

TEST(RequestRules, OfHttpHaveNoEffectInTcp) {
  const auto reading = read(
      "backend b\n mode tcp\n http-request deny\n tcp-request content reject if { src 1.2.3.4 }\n");
  EXPECT_EQ(words(reading.config.pools.at(0).rules),
            std::vector<std::string>{"tcp-request content reject"});
}

TEST(RequestRules, APoolKnowsThoseOfTheListenersThatLeadToIt) {
  const auto reading = read(
      "defaults\n mode http\nfrontend a\n bind :1\n http-request deny if { path /x }\n"
      " default_backend b\nfrontend c\n bind :2\n use_backend %[path]\n"
      "frontend off\n bind :3\n disabled\n default_backend b\nbackend b\n server s 127.0.0.1:1\n"
      "listen l\n bind :4\n http-request deny if { path /y }\n server s 127.0.0.1:1\n");
  const model::Pool& b = *reading.config.pool("b");
  ASSERT_EQ(b.before.size(), 2u);
  EXPECT_EQ(b.before[0].section, "frontend a");
  EXPECT_EQ(b.before[1].section, "frontend c");
  const model::Pool& l = *reading.config.pool("l");
  EXPECT_EQ(words(l.rules).size(), 1u);
  for (const auto& section : l.before) EXPECT_TRUE(section.in_order().empty()) << section.section;
}

TEST(RequestRules, OfManyListenersSomeAreLeftOutAndCounted) {
  std::string text = "defaults\n mode http\nbackend b\n server s 127.0.0.1:1\n";
  for (int i = 0; i < 40; ++i)
    text += "frontend f" + std::to_string(i) + "\n bind :" + std::to_string(1000 + i) +
            "\n http-request deny if { path /x }\n default_backend b\n";
  const model::Pool& pool = read(text).config.pools.at(0);
  EXPECT_EQ(pool.before.size(), 16u);
  EXPECT_EQ(pool.listeners_left_out, 24u);
}

}  // namespace
}  // namespace ek::dialects::haproxy
