// Registers one case for each block of each page: Rule/share_skew.line_20_haproxy_bad,
// Algorithm/haproxy_roundrobin.line_12_shares.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <functional>

#include "algorithm_page.h"
#include "find_pages.h"
#include "markdown.h"
#include "rule_page.h"

namespace ek::pages {
namespace {

namespace fs = std::filesystem;

class BlockTest : public testing::Test {
 public:
  BlockTest(std::string place, std::function<std::string()> run)
      : place_(std::move(place)), run_(std::move(run)) {}
  void TestBody() override {
    const std::string wrong = run_();
    EXPECT_EQ(wrong, "") << place_;
  }

 private:
  std::string place_;
  std::function<std::string()> run_;
};

void add_test(const std::string& suite, const fs::path& page, const Block& block,
              std::function<std::string()> run) {
  std::string name = "line_" + std::to_string(block.line) + "_" + block.language;
  for (const char* word : {"bad", "good"})
    if (block.has(word)) name += std::string("_") + word;
  const std::string place = page.string() + ":" + std::to_string(block.line);
  testing::RegisterTest(suite.c_str(), name.c_str(), nullptr, nullptr, page.c_str(),
                        static_cast<int>(block.line),
                        [=]() -> testing::Test* { return new BlockTest(place, run); });
}

void add_rule_page(const fs::path& page) {
  const std::string folder = page.parent_path().filename().string();
  std::string rule = folder;
  std::replace(rule.begin(), rule.end(), '_', '-');
  const auto blocks = parse_markdown(read_file(page)).blocks;
  for (std::size_t i = 0; i < blocks.size(); ++i) {
    if (!is_config(blocks[i])) continue;
    const bool with_policy = i + 1 < blocks.size() && blocks[i + 1].has("policy");
    add_test("Rule/" + folder, page, blocks[i], [=] {
      return run_rule_block(rule, blocks[i], with_policy ? &blocks[i + 1] : nullptr);
    });
  }
}

void add_algorithm_page(const fs::path& page) {
  const std::string name = page.parent_path().filename().string() + "_" + page.stem().string();
  const auto blocks = parse_markdown(read_file(page)).blocks;
  std::size_t config = blocks.size();
  for (std::size_t i = 0; i < blocks.size(); ++i) {
    if (is_config(blocks[i])) config = i;
    if (blocks[i].language != "shares" && blocks[i].language != "picks") continue;
    add_test("Algorithm/" + name, page, blocks[i], [=]() -> std::string {
      if (config == blocks.size()) return "no configuration stands before it";
      return run_claim(blocks[config], blocks[i]);
    });
  }
}

const bool registered = [] {
  for (const fs::path& page : rule_pages()) add_rule_page(page);
  for (const fs::path& page : algorithm_pages()) add_algorithm_page(page);
  return true;
}();

TEST(Pages, AreFound) {
  EXPECT_TRUE(registered);
  EXPECT_FALSE(rule_pages().empty());
}

}  // namespace
}  // namespace ek::pages
