// The runner: order, choice of rules, and what waivers hide.
#include <gtest/gtest.h>

#include "checked.h"

namespace ek::lint {
namespace {

// web3 is skewed (line 4); web4 is web1 again (line 5); nothing routes to `idle` (line 6).
const std::string config =
    "backend app\n  server web1 10.0.0.1:80 weight 10 check\n"
    "  server web2 10.0.0.2:80 weight 10 check\n  server web3 10.0.0.3:80 weight 100 check\n"
    "  server web4 10.0.0.1:80 weight 10 check\n"
    "backend idle\n  server x 10.0.0.9:80\nfrontend www\n  bind :80\n  default_backend app\n";

std::string waiver(const std::string& rule, const std::string& where,
                   const std::string& until = "") {
  return "[[waiver]]\nrule = \"" + rule + "\"\nwhere = \"" + where +
         "\"\nreason = \"for the test\"\n" + (until.empty() ? "" : "until = " + until + "\n");
}

std::vector<std::string> rules_of(const std::vector<Finding>& findings) {
  std::vector<std::string> names;
  for (const Finding& finding : findings) names.emplace_back(finding.rule);
  return names;
}

using Names = std::vector<std::string>;

TEST(Check, TheGravestComesFirstThenTheOrderOfTheFile) {
  const auto checked = check_text("haproxy", "backend spare\n  server x 10.0.0.8:80\n" + config);
  EXPECT_EQ(rules_of(checked->result.findings),
            (Names{"share-skew", "duplicate-endpoint", "unused-pool", "unused-pool"}));
  std::vector<std::uint32_t> lines;
  for (const Finding& finding : checked->result.findings) lines.push_back(finding.at.line);
  EXPECT_EQ(lines, (std::vector<std::uint32_t>{6, 7, 1, 8}));
}

// The weight stands below the pool and the server that it overloads.
TEST(Check, OfFindingsEquallyGraveTheCauseComesFirst) {
  const std::string policy =
      "[pool.app]\nintent = \"even\"\nrate = \"150/s\"\nsurvive = 1\n"
      "[pool.app.server.\"*\"]\ncapacity = \"120/s\"\n[pool.app.server.b]\ncapacity = \"60/s\"\n";
  const std::string pool =
      "backend app\n  server b 10.0.0.2:80 check weight 10\n"
      "  server a 10.0.0.1:80 check weight 10\n  server c 10.0.0.3:80 check weight 180\n";
  const auto checked = check_text("haproxy", pool, policy);
  EXPECT_EQ(rules_of(checked->result.findings),
            (Names{"share-skew", "server-overload", "loss-overload"}));
  for (const Finding& finding : checked->result.findings)
    EXPECT_EQ(finding.severity, Severity::error) << finding.message;
  EXPECT_EQ(checked->result.findings[0].at.line, 4u);
  EXPECT_EQ(checked->result.findings[1].at.line, 4u);
  EXPECT_EQ(checked->result.findings[2].at.line, 1u);
}

TEST(Check, AFindingStandsAtItsValue) {
  const Finding skew = check_text("haproxy", config)->result.findings[0];
  EXPECT_EQ(skew.at, (text::Place{4, 34, 0}));
  EXPECT_EQ(skew.length, 3u);
  EXPECT_EQ(skew.where, "pool:app/server:web3");
  EXPECT_EQ(skew.severity, Severity::error);
  ASSERT_TRUE(skew.fix);
  EXPECT_EQ(skew.fix->edits.size(), 1u);
  EXPECT_EQ(skew.fix->edits[0].replacement, "10");
}

TEST(Check, OnlyAndSkip) {
  EXPECT_EQ(rules_of(check_text("haproxy", config, "", {{"share-skew"}, {}, ""})->result.findings),
            Names{"share-skew"});
  EXPECT_EQ(rules_of(check_text("haproxy", config, "", {{}, {"share-skew"}, ""})->result.findings),
            (Names{"duplicate-endpoint", "unused-pool"}));
}

// The classical incident, with one strange low weight beside the one that is far too high.
TEST(Check, OneStrangeLowWeightDoesNotHideTheOneFarTooHigh) {
  for (const char* last : {"weight 1", "weight 2", ""}) {
    const auto checked = check_text("haproxy",
                                    std::string("backend app\n  server s1 10.0.0.1:80 weight 10\n"
                                                "  server s2 10.0.0.2:80 weight 10\n"
                                                "  server s3 10.0.0.3:80 weight 100\n"
                                                "  server s4 10.0.0.4:80 ") +
                                        last + "\n",
                                    "", {{"share-skew"}, {}, ""});
    ASSERT_EQ(rules_of(checked->result.findings), Names{"share-skew"}) << last;
    const Finding& finding = checked->result.findings[0];
    EXPECT_EQ(finding.severity, Severity::error) << last;
    EXPECT_EQ(finding.where, "pool:app/server:s3") << last;
    ASSERT_TRUE(finding.fix) << last;
    EXPECT_EQ(finding.fix->edits[0].replacement, "10");
    EXPECT_FALSE(finding.fix->safe);  // not every neighbour has that weight
  }
}

// A patch that overloads somebody says so, and is not one to apply unread.
TEST(Check, AFixThatOverloadsIsNotSafe) {
  const std::string uneven =
      "backend app\n  balance roundrobin\n  server a 10.0.0.1:80 weight 90\n"
      "  server b 10.0.0.2:80 weight 10\n";
  const std::string policy =
      "[pool.app]\nintent = \"even\"\nrate = \"200/s\"\n[pool.app.server.\"*\"]\ncapacity = ";
  for (const bool small : {false, true}) {
    const auto checked = check_text(
        "haproxy", uneven,
        policy + "\"500/s\"\n" + (small ? "[pool.app.server.b]\ncapacity = \"90/s\"\n" : ""),
        {{"share-skew"}, {}, ""});
    ASSERT_EQ(checked->result.findings.size(), 1u);
    const auto& fix = checked->result.findings[0].fix;
    ASSERT_TRUE(fix);
    EXPECT_EQ(fix->safe, !small);
    EXPECT_EQ(fix->title.find("but b then gets 100/s and can carry 90/s") != std::string::npos,
              small)
        << fix->title;
  }
}

// A place's column is capped; a patch beyond it would change another word of the line.
TEST(Check, ALineTooLongForAPlaceGetsNoPatch) {
  const auto checked =
      check_text("haproxy",
                 "backend app\n  server a 10.0.0.1:80 weight 10 check\n"
                 "  server b 10.0.0.2:80 weight 10 check\n  server c 10.0.0.3:80 check" +
                     std::string(70'000, ' ') + "weight 100\n");
  ASSERT_EQ(checked->result.findings.size(), 1u);
  EXPECT_EQ(checked->result.findings[0].rule, "share-skew");
  EXPECT_FALSE(checked->result.findings[0].fix);
  EXPECT_EQ(checked->result.findings[0].at, (text::Place{4, 10, 0}));
}

TEST(Waivers, OneForThePoolCoversItsServers) {
  const auto checked = check_text("haproxy", config, waiver("share-skew", "pool:app"));
  EXPECT_EQ(rules_of(checked->result.findings), (Names{"duplicate-endpoint", "unused-pool"}));
  ASSERT_EQ(checked->result.waived.size(), 1u);
  EXPECT_EQ(checked->result.waived[0].finding.rule, "share-skew");
  EXPECT_EQ(checked->result.waived[0].waiver, &checked->policy.waivers[0]);
  EXPECT_TRUE(checked->result.unused.empty());
}

TEST(Waivers, WhereIsAGlob) {
  EXPECT_EQ(check_text("haproxy", config, waiver("share-skew", "pool:a*/server:web?"))
                ->result.waived.size(),
            1u);
  EXPECT_EQ(check_text("haproxy", config, waiver("*", "*"))->result.waived.size(), 3u);
  EXPECT_EQ(check_text("haproxy", config, waiver("share-skew", "pool:ap"))->result.waived.size(),
            0u);
  EXPECT_EQ(check_text("haproxy", config, waiver("share-skew", "app"))->result.waived.size(), 0u);
}

TEST(Waivers, TheLastDayStillCountsTheDayAfterItReturns) {
  const std::string policy = waiver("share-skew", "*", "2026-11-22");
  const auto on_the_day = check_text("haproxy", config, policy, {{}, {}, "2026-11-22"});
  EXPECT_EQ(on_the_day->result.waived.size(), 1u);
  EXPECT_TRUE(on_the_day->result.expired.empty());
  const auto after = check_text("haproxy", config, policy, {{}, {}, "2026-11-23"});
  EXPECT_TRUE(after->result.waived.empty());
  EXPECT_EQ(after->result.findings.size(), 3u);
  ASSERT_EQ(after->result.expired.size(), 1u);
  EXPECT_TRUE(after->result.unused.empty());
}

TEST(Waivers, ThoseThatHideNothingAreListed) {
  const std::string policy = waiver("loss-overload", "*") + waiver("no-such-rule", "*");
  EXPECT_EQ(check_text("haproxy", config, policy)->result.unused.size(), 2u);
}

TEST(Waivers, ARuleThatDidNotRunIsNoReasonToCallItsWaiverUnused) {
  const auto checked =
      check_text("haproxy", config, waiver("share-skew", "*"), {{"unused-pool"}, {}, ""});
  EXPECT_TRUE(checked->result.unused.empty());
}

// Of weights 4, 1, 1 each light server gets 36.7 % of an idle pool: no word of that as its share.
TEST(Check, NothingIsConcludedFromTheSharesOfAnIdlePool) {
  const auto checked = check_text(
      "nginx",
      "http { upstream c { random two; server 10.0.0.1 weight=4; server 10.0.0.2; server 10.0.0.3; "
      "}\nserver { listen 80; location / { proxy_pass http://c; } } }");
  EXPECT_FALSE(checked->result.findings.empty());
  for (const Finding& finding : checked->result.findings) {
    EXPECT_NE(finding.severity, Severity::warning) << finding.message;
    for (const std::string& because : finding.because)
      EXPECT_EQ(because.find("36.7"), std::string::npos) << because;
  }
}

// One weight in the whole pool is one finding, not one a rule.
TEST(Check, OneWeightIsSaidOnce) {
  const std::string pool =
      "backend ws\n  balance leastconn\n  server a 10.0.0.1:80 check\n"
      "  server b 10.0.0.2:80 check\n  server c 10.0.0.3:80 check weight 200\n";
  EXPECT_EQ(rules_of(check_text("haproxy", pool)->result.findings), Names{"share-skew"});
  const CheckOptions others{{}, {"share-skew"}, ""};
  EXPECT_EQ(rules_of(check_text("haproxy", pool, "", others)->result.findings),
            (Names{"partial-weights", "weight-without-effect"}));
}

// What is missing may stand in the line that could not be read.
TEST(Check, NothingIsCalledUnusedInARefusedFile) {
  const std::string slip =
      "http {\n upstream app { server 10.0.0.1; server 10.0.0.2; }\n"
      " server {\n  listen 80\n  location / { proxy_pass http://app; }\n }\n}\n";
  const auto checked = check_text("nginx", slip);
  EXPECT_TRUE(checked->reading.diagnostics.has_errors());
  EXPECT_EQ(rules_of(checked->result.findings), Names{});
  const auto haproxy = check_text("haproxy",
                                  "frontend fe\n bind :80\n mode http\n default_backend ap\n"
                                  "backend app\n mode http\n server a 10.0.0.1:80\n");
  EXPECT_EQ(rules_of(haproxy->result.findings), Names{});
  ASSERT_EQ(haproxy->reading.diagnostics.all().size(), 1U);
  EXPECT_EQ(haproxy->reading.diagnostics.all()[0].hint, "did you mean \"app\"?");
}

TEST(Check, HealthIsOnlySaidToBeCountedTwiceWhereItIsCounted) {
  const auto said = [](const std::string& check) {
    const auto checked = check_text("haproxy", "backend app\n  server a 10.0.0.1:80" + check +
                                                   "\n  server b 10.0.0.1:80" + check + "\n");
    std::string all;
    for (const std::string& because : checked->result.findings.at(0).because) all += because + "\n";
    return all.find("counted twice") != std::string::npos;
  };
  EXPECT_TRUE(said(" check"));
  EXPECT_FALSE(said(""));
}

TEST(Check, AnEmptyConfigurationIsFine) {
  for (const char* dialect : {"haproxy", "nginx"}) {
    const auto checked = check_text(dialect, "");
    EXPECT_TRUE(checked->result.findings.empty()) << dialect;
  }
}

// Names are the user's text: they must not reach a terminal as they are.
TEST(Check, ControlBytesInNamesAreShownAsNumbers) {
  const auto checked =
      check_text("nginx", "http { upstream \"a\x1b[31m\" { server 10.0.0.1; server 10.0.0.1; } }");
  ASSERT_FALSE(checked->result.findings.empty());
  for (const Finding& finding : checked->result.findings) {
    EXPECT_EQ(finding.message.find('\x1b'), std::string::npos) << finding.message;
    for (const std::string& because : finding.because)
      EXPECT_EQ(because.find('\x1b'), std::string::npos) << because;
    EXPECT_EQ(finding.hint.find('\x1b'), std::string::npos) << finding.hint;
  }
}

}  // namespace
}  // namespace ek::lint
