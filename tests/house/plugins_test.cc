// A plug-in is a folder (or file) and a line in a sorted .def list: none of the two without the
// other, and none without its page. Of a dialect, which has no page, only line to folder.
#include <gtest/gtest.h>

#include <algorithm>
#include <regex>
#include <set>

#include "files.h"

namespace ek::house {
namespace {

// The words in parentheses of each line of a .def list, joined by '/': "haproxy/uri".
std::vector<std::string> entries(const std::string& path) {
  static const std::regex entry(R"(^EVENKEEL_[A-Z]+\(([a-z0-9_]+)(?:, ([a-z0-9_]+))?)");
  std::vector<std::string> result;
  for (const std::string& line : lines(path)) {
    std::smatch match;
    if (!std::regex_search(line, match, entry)) continue;
    result.push_back(match[2].matched ? match[1].str() + "/" + match[2].str() : match[1].str());
  }
  return result;
}

void expect_sorted(const std::string& path) {
  const auto list = entries(path);
  ASSERT_FALSE(list.empty()) << path;
  EXPECT_TRUE(std::is_sorted(list.begin(), list.end())) << path;
  EXPECT_EQ(std::set<std::string>(list.begin(), list.end()).size(), list.size()) << path;
}

TEST(Plugins, ListsAreSorted) {
  expect_sorted("src/dialects/dialects.def");
  expect_sorted("src/predict/algorithms/algorithms.def");
  expect_sorted("src/lint/rules/rules.def");
}

TEST(Plugins, EveryDialectHasItsFolder) {
  for (const std::string& name : entries("src/dialects/dialects.def")) {
    EXPECT_TRUE(exists("src/dialects/" + name + "/dialect.cc")) << name;
  }
}

TEST(Plugins, EveryAlgorithmHasAFileAndAPage) {
  const std::string folder = "src/predict/algorithms/";
  for (const std::string& name : entries(folder + "algorithms.def")) {
    EXPECT_TRUE(exists(folder + name + ".cc")) << name;
    EXPECT_TRUE(exists(folder + name + ".md")) << name << " has no page";
  }
}

TEST(Plugins, EveryAlgorithmsFileHasALine) {
  const std::string folder = "src/predict/algorithms/";
  const auto list = entries(folder + "algorithms.def");
  for (const std::string& file : files_below(folder, {".cc", ".md"})) {
    const std::string name = file.substr(folder.size(), file.rfind('.') - folder.size());
    if (name.find('/') == std::string::npos) continue;  // the registry itself
    EXPECT_EQ(std::count(list.begin(), list.end(), name), 1) << file;
  }
}

TEST(Plugins, EveryRuleHasAFolderAndAPage) {
  const std::string folder = "src/lint/rules/";
  for (const std::string& name : entries(folder + "rules.def")) {
    EXPECT_TRUE(exists(folder + name + "/rule.cc")) << name;
    EXPECT_TRUE(exists(folder + name + "/rule.md")) << name << " has no page";
  }
}

TEST(Plugins, EveryRulesFolderHasALine) {
  const std::string folder = "src/lint/rules/";
  const auto list = entries(folder + "rules.def");
  for (const std::string& file : files_below(folder, {"/rule.cc", "/rule.md"})) {
    const std::string name = file.substr(folder.size(), file.rfind('/') - folder.size());
    EXPECT_EQ(std::count(list.begin(), list.end(), name), 1) << file;
  }
}

}  // namespace
}  // namespace ek::house
