// What share-skew says where the shares are those of a loaded pool, or not known.
#include <gtest/gtest.h>

#include <algorithm>

#include "checked.h"

namespace ek::lint {
namespace {

const Finding* found(const CheckResult& result, std::string_view rule) {
  const auto at = std::ranges::find(result.findings, rule, &Finding::rule);
  return at == result.findings.end() ? nullptr : &*at;
}

// Taking turns has no ring: it is the limit of the heavy one that gives the light one more.
TEST(ShareSkew, OfConnectionLimitsIsNoRingsFault) {
  const auto checked = check_text("nginx",
                                  "events {}\nhttp { upstream z { zone z 64k;"
                                  " server 10.0.0.1:80 max_conns=2 weight=1;"
                                  " server 10.0.0.2:80 max_conns=1 weight=3; }"
                                  " server { listen 80; location / { proxy_pass http://z; } } }\n",
                                  "[workload]\nservice_time = \"60ms\"\nrate = \"60/s\"\n");
  const Finding* skew = found(checked->result, "share-skew");
  ASSERT_NE(skew, nullptr);
  EXPECT_EQ(skew->hint.find("ring"), std::string::npos) << skew->hint;
  ASSERT_FALSE(skew->because.empty());
  EXPECT_NE(skew->because[0].find("connection limit"), std::string::npos) << skew->because[0];
}

TEST(ShareSkew, AnIntentThatNamesNoServerIsAnErrorWhateverIsKnownOfTheShares) {
  for (const std::string balance : {"leastconn", "roundrobin", "first"}) {
    const auto checked = check_text("haproxy",
                                    "backend app\n balance " + balance +
                                        "\n server web1 10.0.0.1:80 check\n"
                                        " server web2 10.0.0.2:80 check\n",
                                    "[pool.app]\nintent = { nope = 1.0 }\n");
    const Finding* skew = found(checked->result, "share-skew");
    ASSERT_NE(skew, nullptr) << balance;
    EXPECT_EQ(skew->severity, Severity::error) << balance;
    EXPECT_NE(skew->message.find("names nope"), std::string::npos) << skew->message;
  }
}

// Of three hashed servers one is down: where its keys go is not known, and the finding says so.
TEST(ServerOverload, OfAnApproximateShareSaysSo) {
  const auto checked =
      check_text("nginx",
                 "events {}\nhttp { upstream app { hash $request_uri; server 10.0.0.1:80 weight=2;"
                 " server 10.0.0.2:80 down; server 10.0.0.3:80; }"
                 " server { listen 80; location / { proxy_pass http://app; } } }\n",
                 "[workload]\nrate = \"60/s\"\nservice_time = \"60ms\"\n[pool.app]\n"
                 "[pool.app.server.\"*\"]\nconcurrency = 2\n");
  const Finding* over = found(checked->result, "server-overload");
  ASSERT_NE(over, nullptr);
  EXPECT_TRUE(std::ranges::any_of(
      over->because, [](const std::string& why) { return why.starts_with("approximate: "); }));
}

}  // namespace
}  // namespace ek::lint
