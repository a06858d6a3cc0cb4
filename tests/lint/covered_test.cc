// One mistake is one finding, where two rules see it.
#include <gtest/gtest.h>

#include <algorithm>

#include "checked.h"

namespace ek::lint {
namespace {

constexpr const char* no_checks =
    "backend b\n server s1 10.0.0.1:80 check\n server s2 10.0.0.2:80\n"
    "backend c\n server s1 10.0.0.1:81 check\n server s2 10.0.0.2:81\n";

std::size_t count(const CheckResult& result, std::string_view rule, std::string_view pool) {
  return static_cast<std::size_t>(
      std::ranges::count_if(result.findings, [&](const Finding& finding) {
        return finding.rule == rule && finding.where.starts_with(pool);
      }));
}

TEST(Covered, AMissingCheckThatBreaksAPromiseIsNamedOnce) {
  const auto checked = check_text("haproxy", no_checks, "[pool.b]\nsurvive = 1\n");
  EXPECT_EQ(count(checked->result, "no-health-check", "pool:b"), 0u);
  EXPECT_GE(count(checked->result, "loss-overload", "pool:b"), 1u);
  EXPECT_EQ(count(checked->result, "no-health-check", "pool:c"), 1u);
  const auto skipped = check_text("haproxy", no_checks, "[pool.b]\nsurvive = 1\n",
                                  {.only = {}, .skip = {"loss-overload"}, .today = ""});
  EXPECT_EQ(count(skipped->result, "no-health-check", "pool:b"), 1u);
}

// One weight is written, and one is too much of it: not that the others have none, nor when it
// counts.
TEST(Covered, TheOnlyWeightOfAPoolIsOneMistake) {
  const std::string servers =
      " server s1 10.0.0.1:80 check weight 100\n server s2 10.0.0.2:80 check\n"
      " server s3 10.0.0.3:80 check\n";
  const auto turns = check_text("haproxy", "backend b\n balance roundrobin\n" + servers, "");
  EXPECT_EQ(count(turns->result, "share-skew", "pool:b"), 1u);
  EXPECT_EQ(count(turns->result, "partial-weights", "pool:b"), 0u);
  const auto least = check_text("haproxy", "backend b\n balance leastconn\n" + servers, "");
  EXPECT_EQ(count(least->result, "share-skew", "pool:b"), 1u);
  EXPECT_EQ(count(least->result, "weight-without-effect", "pool:b"), 0u);
}

constexpr const char* three =
    "backend b\n balance roundrobin\n server s1 10.0.0.1:80 check weight 10\n"
    " server s2 10.0.0.2:80 check weight 10\n server s3 10.0.0.3:80 check weight 20\n";

std::string capacities(const std::string& rate, const std::string& s1) {
  return "[pool.b]\nintent = \"weights\"\nsurvive = 1\nrate = \"" + rate +
         "\"\n[pool.b.server.\"*\"]\ncapacity = \"100/s\"\n[pool.b.server.s1]\ncapacity = \"" + s1 +
         "\"\n";
}

// s3 gets half of 220/s with nothing lost, and more after any loss of another.
TEST(Covered, WhoIsOverloadedAlreadyIsNamedOnce) {
  const std::string policy = capacities("220/s", "400/s");
  const auto checked = check_text("haproxy", three, policy);
  EXPECT_EQ(count(checked->result, "server-overload", "pool:b"), 1u);
  EXPECT_EQ(count(checked->result, "loss-overload", "pool:b"), 1u);  // without s3, s2 has 110/s
  EXPECT_NE(checked->result.findings[1].message.find("without s3"), std::string::npos);
}

// Without s3 each of the others has 60/s, which they can carry: s3 alone is too small.
TEST(Covered, ALossThatHitsNobodyElseIsLeftToServerOverload) {
  const std::string policy =
      "[pool.b]\nintent = \"weights\"\nsurvive = 1\nrate = \"120/s\"\n"
      "[pool.b.server.\"*\"]\ncapacity = \"100/s\"\n[pool.b.server.s3]\ncapacity = \"50/s\"\n";
  const auto checked = check_text("haproxy", three, policy);
  EXPECT_EQ(count(checked->result, "server-overload", "pool:b"), 1u);
  EXPECT_EQ(count(checked->result, "loss-overload", "pool:b"), 0u);
  const auto alone =
      check_text("haproxy", three, policy, {.only = {"loss-overload"}, .skip = {}, .today = ""});
  EXPECT_EQ(count(alone->result, "loss-overload", "pool:b"), 1u);
}

// s3, with half the weight and a third of the capacity, is overloaded before any loss: what it adds
// to the others' burden is a promise of its own.
constexpr const char* uneven =
    "backend b\n balance roundrobin\n server s1 10.0.0.1:80 check weight 100\n"
    " server s2 10.0.0.2:80 check weight 100\n server s3 10.0.0.3:80 check weight 50\n";

std::string promised(int survive, const std::string& more = "") {
  return "[pool.b]\nrate = \"300/s\"\nintent = \"weights\"\nsurvive = " + std::to_string(survive) +
         "\n[pool.b.server.\"*\"]\ncapacity = \"160/s\"\n[pool.b.server.s3]\n"
         "capacity = \"50/s\"\n" +
         more;
}

const Finding* broken_promise(const CheckResult& result) {
  const auto found = std::ranges::find(result.findings, "loss-overload", &Finding::rule);
  return found != result.findings.end() && found->severity == Severity::error ? &*found : nullptr;
}

constexpr const char* waived =
    "[[waiver]]\nrule = \"server-overload\"\nwhere = \"pool:b/server:s3\"\nreason = \"slow\"\n";

TEST(Covered, ALossThatOverloadsSomebodyElseIsNamedWhoeverIsWorseOff) {
  for (const int survive : {1, 2})
    for (const std::string& waiver : {std::string(), std::string(waived)}) {
      const auto checked = check_text("haproxy", uneven, promised(survive, waiver));
      const Finding* broken = broken_promise(checked->result);
      ASSERT_NE(broken, nullptr) << survive << waiver;
      EXPECT_EQ(broken->message.find("s3 gets"), std::string::npos) << broken->message;
      EXPECT_EQ(count(checked->result, "server-overload", "pool:b"), waiver.empty() ? 1u : 0u);
    }
}

TEST(Covered, AZoneWhoseLossOverloadsSomebodyElseIsNamed) {
  const auto checked = check_text("haproxy", uneven,
                                  promised(0, "zone = \"a\"\n[pool.b.server.s1]\nzone = \"z\"\n"));
  ASSERT_EQ(count(checked->result, "loss-overload", "pool:b"), 1u);
  const auto found = std::ranges::find(checked->result.findings, "loss-overload", &Finding::rule);
  EXPECT_EQ(found->message.find("without zone z, s2 gets 125.0 %"), 0u) << found->message;
}

// So many that predict keeps no list of survivors.
TEST(Covered, InALargePoolTheOthersAreLookedAtAsWell) {
  std::string large = "backend b\n balance roundrobin\n server slow 10.0.1.1:80 check weight 1\n";
  for (int i = 1; i <= 99; ++i)
    large +=
        " server s" + std::to_string(i) + " 10.0.0." + std::to_string(i) + ":80 check weight 1\n";
  const std::string policy =
      "[pool.b]\nrate = \"1000/s\"\nsurvive = 1\n[pool.b.server.\"*\"]\n"
      "capacity = \"10.05/s\"\n[pool.b.server.slow]\ncapacity = \"5/s\"\n";
  const auto checked = check_text("haproxy", large, policy);
  const Finding* broken = broken_promise(checked->result);
  ASSERT_NE(broken, nullptr);
  EXPECT_EQ(broken->message.find("slow gets"), std::string::npos) << broken->message;
}

// Who waives that s3 is too small has not said that a loss may make it worse.
TEST(Covered, AWaiverHidesNoBrokenPromise) {
  const std::string policy =
      "[pool.b]\nintent = \"weights\"\nsurvive = 1\nrate = \"120/s\"\n"
      "[pool.b.server.\"*\"]\ncapacity = \"100/s\"\n[pool.b.server.s3]\ncapacity = \"50/s\"\n" +
      std::string(waived);
  const auto checked = check_text("haproxy", three, policy);
  EXPECT_EQ(count(checked->result, "server-overload", "pool:b"), 0u);
  EXPECT_NE(broken_promise(checked->result), nullptr);
}

}  // namespace
}  // namespace ek::lint
