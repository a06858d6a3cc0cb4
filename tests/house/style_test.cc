// What a reader may count on in every file.
#include <gtest/gtest.h>

#include <algorithm>
#include <regex>

#include "files.h"

namespace ek::house {
namespace {

constexpr std::size_t lines_max = 400;  // one idea a file; most stay under 200

std::vector<std::string> sources(const std::vector<std::string>& endings) {
  std::vector<std::string> all;
  for (const std::string folder : {"src", "tests", "demo", "bench", "fuzz"}) {
    const std::vector<std::string> files = files_below(folder, endings);
    all.insert(all.end(), files.begin(), files.end());
  }
  return all;
}

TEST(Style, FilesAreShort) {
  for (const std::string& file : sources({".cc", ".h"})) {
    EXPECT_LE(lines(file).size(), lines_max) << file;
  }
}

// They cost seconds of compile time in every file that includes them, directly or not. A header of
// tests may include what every test includes.
TEST(Style, NoHeaderIncludesAHeavyLibrary) {
  const std::regex heavy(
      R"(#\s*include <(CLI/|rapidjson/|toml\+\+/|spdlog/|boost/|nlohmann/|benchmark/|regex>|iostream>))");
  const std::regex test_library(R"(#\s*include <(gtest|gmock|rapidcheck)\b)");
  for (const std::string& file : sources({".h"})) {
    for (const std::string& line : lines(file)) {
      if (line.compare(0, 1, "#") != 0) continue;
      EXPECT_FALSE(std::regex_search(line, heavy)) << file << ": " << line;
      if (file.compare(0, 6, "tests/") == 0) continue;
      EXPECT_FALSE(std::regex_search(line, test_library)) << file << ": " << line;
    }
  }
}

TEST(Style, EveryHeaderSaysWhatItIs) {
  for (const std::string& file : sources({".h"})) {
    const auto text = lines(file);
    ASSERT_FALSE(text.empty()) << file;
    EXPECT_EQ(text[0].compare(0, 3, "// "), 0) << file << " opens without a word";
    EXPECT_NE(std::find(text.begin(), text.end(), "#pragma once"), text.end()) << file;
  }
}

// What is unfinished is said in the issue tracker, not in the source.
TEST(Style, NothingIsMarkedUnfinished) {
  const std::regex mark(R"(\b(TOD[O]|FIXM[E]|XX[X])\b)");  // does not find itself
  std::vector<std::string> files = sources({".cc", ".h", ".md", ".def", ".txt"});
  for (const std::string folder : {"cmake", "docs"}) {
    const std::vector<std::string> more = files_below(folder, {".cmake", ".md", ".json"});
    files.insert(files.end(), more.begin(), more.end());
  }
  for (const std::string& file : files) {
    std::size_t number = 0;
    for (const std::string& line : lines(file)) {
      ++number;
      EXPECT_FALSE(std::regex_search(line, mark)) << file << ":" << number << ": " << line;
    }
  }
}

}  // namespace
}  // namespace ek::house
