// One mistake is one finding, where two rules see it.
#include <gtest/gtest.h>

#include <algorithm>

#include "checked.h"

namespace ek::lint {
namespace {

constexpr const char* config =
    "backend b\n server s1 10.0.0.1:80 check\n server s2 10.0.0.2:80\n"
    "backend c\n server s1 10.0.0.1:81 check\n server s2 10.0.0.2:81\n";

std::size_t count(const CheckResult& result, std::string_view rule, std::string_view pool) {
  return static_cast<std::size_t>(
      std::ranges::count_if(result.findings, [&](const Finding& finding) {
        return finding.rule == rule && finding.where.starts_with(pool);
      }));
}

TEST(Covered, AMissingCheckThatBreaksAPromiseIsNamedOnce) {
  const auto checked = check_text("haproxy", config, "[pool.b]\nsurvive = 1\n");
  EXPECT_EQ(count(checked->result, "no-health-check", "pool:b"), 0u);
  EXPECT_GE(count(checked->result, "loss-overload", "pool:b"), 1u);
  EXPECT_EQ(count(checked->result, "no-health-check", "pool:c"), 1u);
  const auto skipped = check_text("haproxy", config, "[pool.b]\nsurvive = 1\n",
                                  {.only = {}, .skip = {"loss-overload"}, .today = ""});
  EXPECT_EQ(count(skipped->result, "no-health-check", "pool:b"), 1u);
}

}  // namespace
}  // namespace ek::lint
