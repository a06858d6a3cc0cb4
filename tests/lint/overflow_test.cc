// nginx's backups take what full servers (max_conns) do not: they are part of what a pool can
// carry.
#include <gtest/gtest.h>

#include <algorithm>

#include "checked.h"

namespace ek::lint {
namespace {

std::string upstream(const std::string& servers) {
  return "events {}\nhttp { upstream app { zone z 64k; " + servers +
         " } server { listen 80; location / { proxy_pass http://app; } } }\n";
}

std::string rate(int per_s, const std::string& more = "") {
  return "[workload]\nservice_time = \"60ms\"\nrate = \"" + std::to_string(per_s) + "/s\"\n" + more;
}

std::size_t errors(const CheckResult& result, std::string_view rule) {
  return static_cast<std::size_t>(std::ranges::count_if(result.findings, [&](const Finding& f) {
    return f.rule == rule && f.severity == Severity::error;
  }));
}

constexpr const char* one_and_five =
    "server 10.0.0.1:80 max_conns=1; server 10.0.0.2:80 backup max_conns=5;";

// Six places of 60 ms: 100 requests a second.
TEST(Overflow, ABackupIsPartOfWhatThePoolCanCarry) {
  const auto carried = check_text("nginx", upstream(one_and_five), rate(25));
  EXPECT_EQ(errors(carried->result, "server-overload"), 0u);
  const auto too_much = check_text("nginx", upstream(one_and_five), rate(110));
  EXPECT_EQ(errors(too_much->result, "server-overload"), 1u);
}

TEST(Overflow, APromiseCountsTheBackupsThatAreLeft) {
  const std::string servers =
      "server 10.0.0.1:80 max_conns=2; server 10.0.0.2:80 max_conns=1;"
      "server 10.0.0.3:80 max_conns=4 backup;";
  const std::string survive = "[pool.app]\nsurvive = 1\n";
  const auto kept = check_text("nginx", upstream(servers), rate(25, survive));
  EXPECT_EQ(errors(kept->result, "loss-overload"), 0u);
  const auto broken = check_text("nginx", upstream(servers), rate(60, survive));
  ASSERT_EQ(errors(broken->result, "loss-overload"), 1u);  // three places are left: 50/s
  EXPECT_NE(broken->result.findings[0].message.find("without 10.0.0.3:80"), std::string::npos)
      << broken->result.findings[0].message;
}

// Without a limit, and of unknown capacity: nothing is known to be too much.
TEST(Overflow, WhatAnUnlimitedBackupCanCarryIsNotGuessed) {
  const std::string servers = "server 10.0.0.1:80 max_conns=1; server 10.0.0.2:80 backup;";
  const auto unknown =
      check_text("nginx", upstream(servers), rate(25, "[pool.app]\nsurvive = 1\n"));
  EXPECT_EQ(errors(unknown->result, "server-overload"), 0u);
  EXPECT_TRUE(std::ranges::any_of(unknown->result.findings, [](const Finding& f) {
    return f.rule == "loss-overload" && f.severity == Severity::note;
  }));
  const auto small =
      check_text("nginx", upstream(servers),
                 rate(25, "[pool.app.server.\"10.0.0.2:80\"]\ncapacity = \"9/s\"\n"));
  EXPECT_GE(errors(small->result, "server-overload"), 1u);
}

// HAProxy lets requests wait for their server: no backup stands in.
TEST(Overflow, NobodyStandsInWhereRequestsWait) {
  const auto checked = check_text("haproxy",
                                  "backend app\n server s1 10.0.0.1:80 check maxconn 1\n server s2 "
                                  "10.0.0.2:80 check backup maxconn 5\n",
                                  rate(25));
  EXPECT_EQ(errors(checked->result, "server-overload"), 1u);
}

}  // namespace
}  // namespace ek::lint
