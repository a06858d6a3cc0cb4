#include "text/edit.h"

#include <gtest/gtest.h>

#include <string>

#include "base/random.h"

namespace ek::text {
namespace {

Sources sources_of(std::string bytes, std::string path = "a.cfg") {
  Sources sources;
  EXPECT_TRUE(sources.add(std::move(path), std::move(bytes)));
  return sources;
}

std::string value_at(std::string line, std::uint16_t column) {
  const Sources sources = sources_of(line);
  const Edit edit = replace_value({1, column, 0}, "", sources);
  return line.substr(edit.begin, edit.end - edit.begin);
}

TEST(ReplaceValue, TakesTheWordThatStartsThere) {
  EXPECT_EQ(value_at("server a 1.2.3.4:80 weight 1000 check", 28), "1000");
  EXPECT_EQ(value_at("server a 1.2.3.4:80 weight 1000", 28), "1000");
  EXPECT_EQ(value_at("weight\t7\r\nx", 8), "7");
  EXPECT_EQ(value_at("server b:80 weight=5;", 20), "5");
  EXPECT_EQ(value_at("upstream app{", 10), "app");
}

TEST(ReplaceValue, QuotesAndVariablesBelongToTheValue) {
  EXPECT_EQ(value_at("weight \"10 0\" x", 8), "\"10 0\"");
  EXPECT_EQ(value_at("weight ${W} x", 8), "${W}");
  EXPECT_EQ(value_at("weight a\\ b x", 8), "a\\ b");
  EXPECT_EQ(value_at("server b:80 \"weight=5\";", 21), "5");
}

TEST(Apply, ReplacesInAnyOrder) {
  const Sources sources = sources_of("weight 1000\nweight 7\n");
  EXPECT_EQ(apply(sources[0], 0, {{0, 19, 20, "100"}, {0, 7, 11, "100"}, {1, 0, 3, "other"}}),
            "weight 100\nweight 100\n");
  EXPECT_EQ(apply(sources[0], 0, {}), sources[0].bytes());
}

TEST(ApplyDeathTest, OverlappingEditsAreOurMistake) {
  const Sources sources = sources_of("abcdef");
  EXPECT_DEATH(apply(sources[0], 0, {{0, 0, 3, "x"}, {0, 2, 4, "y"}}), "edit");
}

TEST(UnifiedDiff, IsEmptyWithoutEditsOrWithoutChange) {
  const Sources sources = sources_of("a\nb\n");
  EXPECT_EQ(unified_diff(sources, {}), "");
  EXPECT_EQ(unified_diff(sources, {{0, 0, 1, "a"}}), "");
}

TEST(UnifiedDiff, ShowsThreeLinesAround) {
  const Sources sources = sources_of("1\n2\n3\n4\n5 x\n6\n7\n8\n9\n");
  EXPECT_EQ(unified_diff(sources, {{0, 10, 11, "y"}}),
            "--- a.cfg\n+++ a.cfg\n@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5 x\n+5 y\n 6\n 7\n 8\n");
}

TEST(UnifiedDiff, JoinsChangesWhoseContextsTouchAndParts) {
  std::string text;
  for (int i = 1; i <= 20; ++i) text += "l\n";
  const Sources sources = sources_of(text);
  EXPECT_EQ(unified_diff(sources, {{0, 0, 1, "a"}, {0, 14, 15, "b"}, {0, 38, 39, "c\nc"}}),
            "--- a.cfg\n+++ a.cfg\n"
            "@@ -1,11 +1,11 @@\n-l\n+a\n l\n l\n l\n l\n l\n l\n-l\n+b\n l\n l\n l\n"
            "@@ -17,4 +17,5 @@\n l\n l\n l\n-l\n+c\n+c\n");
}

TEST(UnifiedDiff, ALastLineWithoutItsEnd) {
  const Sources sources = sources_of("a\nb");
  EXPECT_EQ(unified_diff(sources, {{0, 2, 3, "c"}}),
            "--- a.cfg\n+++ a.cfg\n@@ -1,2 +1,2 @@\n a\n-b\n\\ No newline at end of file\n"
            "+c\n\\ No newline at end of file\n");
}

TEST(UnifiedDiff, EveryFileHasItsHeader) {
  Sources sources = sources_of("a\n");
  ASSERT_TRUE(sources.add("b.cfg", "b\n"));
  EXPECT_EQ(unified_diff(sources, {{1, 0, 1, "B"}, {0, 0, 1, "A"}}),
            "--- a.cfg\n+++ a.cfg\n@@ -1,1 +1,1 @@\n-a\n+A\n"
            "--- b.cfg\n+++ b.cfg\n@@ -1,1 +1,1 @@\n-b\n+B\n");
}

// A reader of patches, as slow and plain as can be.
std::string patched(const std::string& old, const std::string& diff) {
  std::string out;
  std::size_t at = 0;  // in old
  const auto line_of = [](const std::string& text, std::size_t from) {
    return text.substr(from, text.find('\n', from) - from + 1);
  };
  std::size_t read = 0;
  while (read < diff.size()) {
    std::string line = line_of(diff, read);
    read += line.size();
    if (line.starts_with("---") || line.starts_with("+++")) continue;
    if (diff.compare(read, 2, "\\ ") == 0) {
      line.pop_back();
      read += line_of(diff, read).size();
    }
    if (line.starts_with("@@")) {
      std::size_t start = 0, count = 0;
      EXPECT_EQ(std::sscanf(line.c_str(), "@@ -%zu,%zu", &start, &count), 2);
      const std::size_t lines = count > 0 ? start - 1 : start;
      std::size_t offset = 0;
      for (std::size_t i = 0; i < lines; ++i) offset += line_of(old, offset).size();
      out += old.substr(at, offset - at);
      at = offset;
      continue;
    }
    const std::string text = line.substr(1);
    if (line[0] != '+') {
      EXPECT_EQ(old.substr(at, text.size()), text) << diff;
      at += text.size();
    }
    if (line[0] != '-') out += text;
  }
  return out + old.substr(at);
}

TEST(UnifiedDiff, SecretsAreNoContext) {
  Sources sources = sources_of("a\nsecret\nb\nc\nd\nsecret\n");
  sources.hide_line(0, 2);
  sources.hide_line(0, 6);
  const std::string diff = unified_diff(sources, {{0, 11, 12, "C"}});  // the c of line 4
  EXPECT_EQ(diff.substr(diff.find("@@")), "@@ -3,3 +3,3 @@\n b\n-c\n+C\n d\n");
  // Two changes on both sides of a secret are two hunks.
  const std::string both = unified_diff(sources, {{0, 0, 1, "A"}, {0, 9, 10, "B"}});
  EXPECT_EQ(both.find("secret"), std::string::npos) << both;
  EXPECT_NE(both.find("@@ -1,1 +1,1 @@\n-a\n+A\n@@ -3,3 +3,3 @@\n-b\n+B\n"), std::string::npos)
      << both;
}

TEST(UnifiedDiff, AChangedSecretIsNotShown) {
  Sources sources = sources_of("a\nsecret\n");
  sources.hide_line(0, 2);
  EXPECT_EQ(unified_diff(sources, {{0, 2, 8, "other"}}), "");
}

TEST(UnifiedDiff, AppliedItGivesWhatTheEditsGive) {
  constexpr std::uint64_t seed = 20261122;
  base::Random random(seed);
  for (int round = 0; round < 2000; ++round) {
    std::string text;
    for (auto left = random.below(60); left > 0; --left) text += "ab \n\n"[random.below(5)];
    const Sources sources = sources_of(text);
    std::vector<Edit> edits;
    std::size_t at = 0;
    while (at < text.size() && random.chance(0.7)) {
      const auto begin = at + random.below(text.size() - at);
      const auto end = begin + random.below(text.size() - begin + 1) / 3;
      const char* const fresh[] = {"", "x", "\n", "y\nz", "w\n"};
      edits.push_back({0, static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end),
                       fresh[random.below(5)]});
      at = end + 1;
    }
    const std::string wanted = apply(sources[0], 0, edits);
    ASSERT_EQ(patched(text, unified_diff(sources, edits)), wanted)
        << "seed " << seed << " round " << round << "\n"
        << unified_diff(sources, edits);
  }
}

}  // namespace
}  // namespace ek::text
