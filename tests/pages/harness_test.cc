// A harness that cannot fail proves nothing: each kind of wrong page must be refused.
#include <gtest/gtest.h>

#include "algorithm_page.h"
#include "rule_page.h"

namespace ek::pages {
namespace {

Block block_of(const std::string& page, std::size_t index = 0) {
  return parse_markdown(page).blocks.at(index);
}

const std::string skewed =
    "backend app\n  balance roundrobin\n  server a 10.0.0.1:80 weight 1\n"
    "  server b 10.0.0.2:80 weight 1\n  server c 10.0.0.3:80 weight 10\n```\n";
const std::string even =
    "backend app\n  balance roundrobin\n  server a 10.0.0.1:80\n  server b 10.0.0.2:80\n```\n";

std::string rule_verdict(const std::string& page, const Block* policy = nullptr) {
  return run_rule_block("share-skew", block_of(page), policy);
}

TEST(Markdown, ReadsTheInfoString) {
  const Block block =
      block_of("# T\n\n## S\n```haproxy bad version=3.2 \"71.4 %\" error\na\n\nb\n```\n");
  EXPECT_EQ(block.language, "haproxy");
  EXPECT_TRUE(block.has("bad"));
  EXPECT_TRUE(block.has("error"));
  EXPECT_FALSE(block.has("good"));
  EXPECT_EQ(block.option("version"), "3.2");
  EXPECT_EQ(block.expected, std::vector<std::string>{"71.4 %"});
  EXPECT_EQ(block.text, "a\n\nb\n");
  EXPECT_EQ(block.line, 4u);
}

TEST(Markdown, HeadingsInsideBlocksAreNoHeadings) {
  const Markdown page = parse_markdown("# T\n## A\n```haproxy\n## no\n# remark\n```\n## B\n");
  EXPECT_EQ(page.title, "T");
  EXPECT_EQ(page.sections, (std::vector<std::string>{"A", "B"}));
}

TEST(RuleHarness, AcceptsWhatIsTrue) {
  EXPECT_EQ(rule_verdict("```haproxy bad error \"83.3 %\"\n" + skewed), "");
  EXPECT_EQ(rule_verdict("```haproxy good\n" + even), "");
}

TEST(RuleHarness, RefusesABadBlockThatIsGood) {
  EXPECT_NE(rule_verdict("```haproxy bad\n" + even), "");
}

TEST(RuleHarness, RefusesAGoodBlockThatIsBad) {
  EXPECT_NE(rule_verdict("```haproxy good\n" + skewed), "");
}

TEST(RuleHarness, RefusesAnotherFigure) {
  EXPECT_NE(rule_verdict("```haproxy bad \"83.4 %\"\n" + skewed), "");
}

TEST(RuleHarness, RefusesAnotherSeverity) {
  EXPECT_NE(rule_verdict("```haproxy bad note\n" + skewed), "");
}

TEST(RuleHarness, RefusesABlockThatIsNeitherBadNorGood) {
  EXPECT_NE(rule_verdict("```haproxy\n" + skewed), "");
}

TEST(RuleHarness, RefusesAnUnknownDialect) {
  EXPECT_NE(rule_verdict("```haprox good\n" + even), "");
}

TEST(RuleHarness, RefusesAGoodBlockThatCannotBeRead) {
  EXPECT_NE(rule_verdict("```haproxy good\nbackend app\n  blance roundrobin\n```\n"), "");
}

TEST(RuleHarness, RefusesAPolicyThatCannotBeRead) {
  const Block policy = block_of("```toml policy\nintnt = 1\n```\n");
  EXPECT_NE(rule_verdict("```haproxy good\n" + even, &policy), "");
}

TEST(RuleHarness, ThePolicyCounts) {
  const Block policy = block_of("```toml policy\n[pool.app]\nintent = \"weights\"\n```\n");
  EXPECT_EQ(rule_verdict("```haproxy good\n" + skewed, &policy), "");
}

std::string claim_verdict(const std::string& claim) {
  return run_claim(block_of("```nginx\nhttp { upstream app { server a; server b; } }\n```\n"),
                   block_of(claim));
}

TEST(AlgorithmHarness, AcceptsWhatIsTrue) {
  EXPECT_EQ(claim_verdict("```shares\na 50.000%\nb 50%\n```\n"), "");
  EXPECT_EQ(claim_verdict("```picks\na b a b\n```\n"), "");
  EXPECT_EQ(claim_verdict("```picks\n{\"src\":\"10.0.0.7\"} -> a\n{} -> b\n```\n"), "");
}

TEST(AlgorithmHarness, RefusesAWrongShareByItsLastDigit) {
  EXPECT_NE(claim_verdict("```shares\na 50.001%\n```\n"), "");
  EXPECT_NE(claim_verdict("```shares\na 51%\n```\n"), "");
}

TEST(AlgorithmHarness, RefusesUnknownServersAndUnreadableLines) {
  EXPECT_NE(claim_verdict("```shares\nc 0%\n```\n"), "");
  EXPECT_NE(claim_verdict("```shares\na\n```\n"), "");
  EXPECT_NE(claim_verdict("```shares\na 50\n```\n"), "");
  EXPECT_NE(claim_verdict("```shares\n```\n"), "");
}

TEST(AlgorithmHarness, RefusesWrongPicks) {
  EXPECT_NE(claim_verdict("```picks\na a\n```\n"), "");
  EXPECT_NE(claim_verdict("```picks\n{\"src\":\"10.0.0.7\"} -> b\n```\n"), "");
  EXPECT_NE(claim_verdict("```picks\n{\"sorc\":\"10.0.0.7\"} -> a\n```\n"), "");
  EXPECT_NE(claim_verdict("```picks\n```\n"), "");
}

}  // namespace
}  // namespace ek::pages
