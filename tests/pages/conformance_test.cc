// What every page must have, so that a reader finds it and the tests have something to run.
#include <gtest/gtest.h>

#include <algorithm>

#include "find_pages.h"
#include "lint/rule.h"
#include "markdown.h"

namespace ek::pages {
namespace {

const std::vector<std::string> rule_sections = {"What",       "Why it matters",  "Example",
                                                "What to do", "When it is fine", "Version notes"};

std::size_t count(const Markdown& page, std::string_view word) {
  return static_cast<std::size_t>(std::count_if(
      page.blocks.begin(), page.blocks.end(), [&](const Block& block) { return block.has(word); }));
}

TEST(Conformance, EveryRulesPageHasItsSectionsInOrder) {
  for (const auto& path : rule_pages())
    EXPECT_EQ(parse_markdown(read_file(path)).sections, rule_sections) << path;
}

TEST(Conformance, EveryRulesPageFiresAndStaysSilent) {
  for (const auto& path : rule_pages()) {
    const Markdown page = parse_markdown(read_file(path));
    EXPECT_GE(count(page, "bad"), 1u) << path << " has no block on which the rule must fire";
    EXPECT_GE(count(page, "good"), 1u) << path << " has no block on which it must stay silent";
  }
}

// A configuration that is neither good nor bad, or a policy after no configuration, is never run.
TEST(Conformance, NoBlockOfARulesPageIsLeftOut) {
  for (const auto& path : rule_pages()) {
    const auto blocks = parse_markdown(read_file(path)).blocks;
    for (std::size_t i = 0; i < blocks.size(); ++i) {
      const std::string at = path.string() + ":" + std::to_string(blocks[i].line);
      if (is_config(blocks[i])) {
        EXPECT_NE(blocks[i].has("bad"), blocks[i].has("good")) << at;
      }
      if (blocks[i].has("policy")) {
        EXPECT_TRUE(i > 0 && is_config(blocks[i - 1])) << at;
      }
    }
  }
}

TEST(Conformance, EveryRuleHasItsPage) {
  std::vector<std::string> titles, names;
  for (const auto& path : rule_pages()) titles.push_back(parse_markdown(read_file(path)).title);
  for (const lint::Rule* rule : lint::rules()) names.emplace_back(rule->name);
  std::sort(titles.begin(), titles.end());
  EXPECT_EQ(titles, names);
}

}  // namespace
}  // namespace ek::pages
