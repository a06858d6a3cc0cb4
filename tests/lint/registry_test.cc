#include <gtest/gtest.h>

#include <algorithm>

#include "lint/rule.h"

namespace ek::lint {
namespace {

TEST(Registry, RulesAreSortedByName) {
  EXPECT_TRUE(std::is_sorted(rules().begin(), rules().end(),
                             [](const Rule* a, const Rule* b) { return a->name < b->name; }));
}

TEST(Registry, EveryRuleIsFoundAndHasItsPageBuiltIn) {
  ASSERT_FALSE(rules().empty());
  for (const Rule* rule : rules()) {
    EXPECT_EQ(find_rule(rule->name), rule);
    const std::string title = "# " + std::string(rule->name) + "\n";
    EXPECT_EQ(page(rule->name).substr(0, title.size()), title);
    EXPECT_FALSE(rule->summary.empty()) << rule->name;
    EXPECT_FALSE(rule->summary.ends_with('.')) << rule->name;
  }
}

TEST(Registry, UnknownNames) {
  EXPECT_EQ(find_rule("share_skew"), nullptr);
  EXPECT_EQ(page("nonsense"), "");
}

}  // namespace
}  // namespace ek::lint
