#include "text/diagnostic.h"

#include <gtest/gtest.h>

namespace ek::text {
namespace {

std::string drawn(std::string bytes, Place at, std::uint32_t length, std::string hint = "") {
  Sources sources;
  EXPECT_TRUE(sources.add("haproxy.cfg", std::move(bytes)));
  return draw({Severity::error, "unknown word", std::move(hint), at, length}, sources);
}

TEST(Draw, ALineACaretAndAHint) {
  EXPECT_EQ(drawn("backend app\n  balnce roundrobin\n", {2, 3, 0}, 6, "did you mean balance?"),
            "haproxy.cfg:2:3: error: unknown word\n"
            "    2 |   balnce roundrobin\n"
            "      |   ^^^^^^\n"
            "  = help: did you mean balance?\n");
}

// A line that was found to speak of a secret, one that begins with no known word, one that goes on
// with unknown ones: each says its own reason.
TEST(Draw, WhatIsNotShownSaysWhy) {
  Sources sources;
  ASSERT_TRUE(sources.add("a.cfg", "user x password y\n? ?\noption z\n"));
  sources.show_by([](std::string_view line) { return line.find_first_of(" ?"); });
  sources.hide_line(0, 1);
  EXPECT_EQ(draw_excerpt({1, 1, 0}, 1, sources),
            "    1 | (not shown: this line may hold a secret)\n");
  EXPECT_EQ(
      draw_excerpt({2, 1, 0}, 1, sources),
      "    2 | (not shown: evenkeel does not know this line, and shows only what it knows)\n");
  EXPECT_EQ(draw_excerpt({3, 8, 0}, 1, sources),
            "    3 | option [rest not shown: unknown words]\n");
}

TEST(Draw, TabsKeepTheCaretInPlace) {
  EXPECT_EQ(drawn("\tx y\n", {1, 4, 0}, 1),
            "haproxy.cfg:1:4: error: unknown word\n"
            "    1 |  x y\n"
            "      |    ^\n");
}

TEST(Draw, CharactersOfSeveralBytesTakeOneColumn) {
  EXPECT_EQ(drawn("# h\xC3\xA9h\xC3\xA9 x\n", {1, 10, 0}, 1),
            "haproxy.cfg:1:10: error: unknown word\n"
            "    1 | # h\xC3\xA9h\xC3\xA9 x\n"
            "      |        ^\n");
}

TEST(Draw, UnprintableBytesAreShownAsTheirNumbers) {
  EXPECT_EQ(drawn("a\x1b[31m b\n", {1, 2, 0}, 1),
            "haproxy.cfg:1:2: error: unknown word\n"
            "    1 | a\\x1B[31m b\n"
            "      |  ^^^^\n");
}

TEST(Draw, ALongLineIsCutAroundTheCaret) {
  const std::string text =
      drawn(std::string(5000, 'a') + "X" + std::string(5000, 'b'), {1, 5001, 0}, 1);
  EXPECT_LT(text.size(), 400u);
  EXPECT_NE(text.find("aaaaXbbbb"), std::string::npos);
  EXPECT_NE(text.find("| ...aaaa"), std::string::npos) << "what is left out is marked";
  EXPECT_NE(text.find("bbb...\n"), std::string::npos);
}

TEST(Draw, TheBeginningOfALineStaysWhereItFits) {
  const std::string text = drawn("server web1" + std::string(500, ' ') + "x\n", {1, 100, 0}, 1);
  EXPECT_NE(text.find("| server web1 "), std::string::npos);
}

TEST(Draw, APlaceBehindTheEndOfTheLineStillShowsTheLine) {
  EXPECT_EQ(drawn("abc\n", {1, 4, 0}, 9),
            "haproxy.cfg:1:4: error: unknown word\n"
            "    1 | abc\n"
            "      |    ^\n");
}

TEST(Draw, WithoutAPlaceOnlyTheSentence) {
  EXPECT_EQ(drawn("x", {}, 1, "look again"), "error: unknown word\n  = help: look again\n");
}

TEST(Draw, SeveritiesHaveTheirNames) {
  const Sources sources;
  EXPECT_EQ(draw({Severity::warning, "w", "", {}, 1}, sources), "warning: w\n");
  EXPECT_EQ(draw({Severity::note, "n", "", {}, 1}, sources), "note: n\n");
}

TEST(Diagnostics, CountsWhatItDoesNotKeep) {
  Diagnostics diagnostics;
  for (std::size_t i = 0; i < Diagnostics::kept_max + 5; ++i) diagnostics.warning({}, 1, "w");
  EXPECT_FALSE(diagnostics.has_errors());
  diagnostics.error({}, 1, "e");
  EXPECT_TRUE(diagnostics.has_errors());
  EXPECT_EQ(diagnostics.all().size(), Diagnostics::kept_max + 1) << "an error has room of its own";
  EXPECT_EQ(diagnostics.all().back().message, "e");
  EXPECT_EQ(diagnostics.dropped(), 5u);
}

}  // namespace
}  // namespace ek::text
