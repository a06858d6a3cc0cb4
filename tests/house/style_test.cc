// What a reader may count on in every file.
#include <gtest/gtest.h>

#include <algorithm>
#include <regex>

#include "files.h"

namespace ek::house {
namespace {

constexpr std::size_t lines_max = 400;  // one idea a file; most stay under 200

TEST(Style, FilesAreShort) {
  for (const std::string folder : {"src", "tests", "demo", "bench", "fuzz"}) {
    for (const std::string& file : files_below(folder, {".cc", ".h"})) {
      EXPECT_LE(lines(file).size(), lines_max) << file;
    }
  }
}

// They cost seconds of compile time in every file that includes them, directly or not.
TEST(Style, NoHeaderIncludesAHeavyLibrary) {
  const std::regex heavy(
      R"(#\s*include <(CLI/|rapidjson/|toml\+\+/|gtest/|gmock/|regex>|iostream>))");
  for (const std::string& file : files_below("src", {".h"})) {
    for (const std::string& line : lines(file)) {
      if (line.compare(0, 1, "#") != 0) continue;
      EXPECT_FALSE(std::regex_search(line, heavy)) << file << ": " << line;
    }
  }
}

TEST(Style, EveryHeaderSaysWhatItIs) {
  for (const std::string& file : files_below("src", {".h"})) {
    const auto text = lines(file);
    ASSERT_FALSE(text.empty()) << file;
    EXPECT_EQ(text[0].compare(0, 3, "// "), 0) << file << " opens without a word";
    EXPECT_NE(std::find(text.begin(), text.end(), "#pragma once"), text.end()) << file;
  }
}

// What is unfinished is said in the issue tracker, not in the source.
TEST(Style, NothingIsMarkedUnfinished) {
  const std::regex mark(R"(\b(TODO|FIXME|XXX)\b)");
  for (const std::string& file : files_below("src", {".cc", ".h", ".md", ".def"})) {
    std::size_t number = 0;
    for (const std::string& line : lines(file)) {
      ++number;
      EXPECT_FALSE(std::regex_search(line, mark)) << file << ":" << number << ": " << line;
    }
  }
}

}  // namespace
}  // namespace ek::house
