// Lines and the words that come of them: a table, and random lines held against the real program,
// which prints a word when it stands after .notice.
#include "dialects/haproxy/lexer.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <random>

#include "base/random.h"
#include "dialects/haproxy/limits.h"
#include "rig/haproxy.h"

namespace ek::dialects::haproxy {
namespace {

const std::map<std::string, std::string>& environment() {
  static const std::map<std::string, std::string> values{
      {"A", "alpha"}, {"EMPTY", ""}, {"LIST", "one two  three"}, {"QUOTED", "say \"hi\" # no"}};
  return values;
}

struct Lexed {
  text::Tree tree;
  LexedLine line;
};

// The words joined by | , or the error's number.
std::string words_of(std::string_view line) {
  const Environment names(environment(), {2, 6, 12});
  Lexed lexed;
  lex(line, names, {"haproxy.cfg", 7, "app"}, expanded_bytes_total, lexed.tree, lexed.line);
  if (lexed.line.error != LexError::none)
    return fmt::format("error {}", static_cast<int>(lexed.line.error));
  std::string out;
  for (const text::Word& word : lexed.line.words)
    out += (out.empty() ? "" : "|") + std::string(word.value);
  return out;
}

std::string error(LexError which) {
  return fmt::format("error {}", static_cast<int>(which));
}

TEST(Lexer, CutsWords) {
  EXPECT_EQ(words_of(""), "");
  EXPECT_EQ(words_of("  \t "), "");
  EXPECT_EQ(words_of("# comment"), "");
  EXPECT_EQ(words_of("  server\ts1   10.0.0.1:80  "), "server|s1|10.0.0.1:80");
  EXPECT_EQ(words_of("global#comment"), "global");
  EXPECT_EQ(words_of("a\\ b c\\#d # e"), "a b|c#d");
  EXPECT_EQ(words_of("a\rb"), "a");
  EXPECT_EQ(words_of("a \r b"), "a|b");  // in a run of blanks the program skips it
  EXPECT_EQ(words_of("a\vb\fc"), "a|b|c");
  EXPECT_EQ(words_of("\xff\xfe \x01"), "\xff\xfe|\x01");
}

TEST(Lexer, QuotesAndEscapes) {
  EXPECT_EQ(words_of(R"("a b" 'c d' e"f g"'h i'j)"), "a b|c d|ef gh ij");
  EXPECT_EQ(words_of(R"("it's" 'say "x"' "#" '#')"), "it's|say \"x\"|#|#");
  EXPECT_EQ(words_of(R"(a\tb \x41\x62 "\x20" '\x20')"), "a\tb|Ab| |\\x20");
  EXPECT_EQ(words_of(R"(\1 \a \. "\1")"), R"(\1|\a|\.|\1)");
  EXPECT_EQ(words_of(R"(\\ \" \' \$ "\$A" '\$A')"), R"(\|"|'|\$|$A|\$A)");
  EXPECT_EQ(words_of("a \"\" b"), "a||b");
  EXPECT_EQ(words_of("end\\"), "end\\");
}

TEST(Lexer, Variables) {
  EXPECT_EQ(words_of(R"($A "$A" "${A}" '$A')"), "$A|alpha|alpha|$A");
  EXPECT_EQ(words_of(R"("${NONE-10.0.0.1}:80" "${NONE}" "${EMPTY-x}")"), "10.0.0.1:80||");
  EXPECT_EQ(words_of(R"("${LIST[*]}" x)"), "one|two|three|x");
  EXPECT_EQ(words_of(R"("a${LIST[*]}b")"), "aone|two|threeb");
  EXPECT_EQ(words_of(R"("${LIST}")"), "one two  three");
  EXPECT_EQ(words_of(R"("${NONE[*]-p q}")"), "p|q");
  EXPECT_EQ(words_of(R"("$QUOTED")"), "say \"hi\" # no");
  EXPECT_EQ(words_of(R"("$.LINE" "${.SECTION}" "${.FILE}")"), "7|app|haproxy.cfg");
}

TEST(Lexer, Errors) {
  EXPECT_EQ(words_of("a \"b"), error(LexError::unmatched_quote));
  EXPECT_EQ(words_of("a 'b"), error(LexError::unmatched_quote));
  EXPECT_EQ(words_of("\"${A\""), error(LexError::unmatched_brace));
  EXPECT_EQ(words_of("\"${A x}\""), error(LexError::unmatched_brace));
  EXPECT_EQ(words_of("\"$1\""), error(LexError::bad_variable_name));
  EXPECT_EQ(words_of("\"$\""), error(LexError::bad_variable_name));
  EXPECT_EQ(words_of("\"${.NONE}\""), error(LexError::bad_variable_name));
  EXPECT_EQ(words_of("\\x4"), error(LexError::bad_hexadecimal));
  EXPECT_EQ(words_of("\"${A[1]}\""), error(LexError::bad_expansion));
}

TEST(Lexer, RefusesMoreWordsThanTheProgram) {
  std::string line;
  for (std::size_t i = 0; i < words_per_line; ++i) line += "w ";
  EXPECT_EQ(words_of(line).size(), 2 * words_per_line - 1);
  EXPECT_EQ(words_of(line + "w"), error(LexError::too_many_words));
}

TEST(Lexer, WordsThatMeanThemselvesAreViews) {
  const std::string line = "plain \"quoted\"";
  const Environment names({}, {2, 6, 12});
  Lexed lexed;
  lex(line, names, {}, expanded_bytes_total, lexed.tree, lexed.line);
  EXPECT_EQ(lexed.line.words[0].value.data(), line.data());
  EXPECT_NE(lexed.line.words[1].value.data(), line.data() + 6);
}

// What the real program makes of the word after .notice: "'…'" in its output, or why it refuses.
struct Notices {
  std::vector<std::string> lines;

  // 2.6 reads a line anew when its buffer was too small, as it is for the first one, and then no
  // longer finds the brace behind a default that it has cut off: so a plain line goes first.
  std::string config() const {
    std::string out = ".notice first\n";
    for (const std::string& line : lines) out += ".notice " + line + "\n";
    return out;
  }
};

std::string random_line(base::Random& random) {
  static constexpr std::string_view pieces[] = {
      "a",    "b1",   " ",     "  ",     "\t",         "\"",      "'",          "\\",   "#",
      "$A",   "$",    "${A}",  "${N-d}", "${LIST[*]}", "${LIST}", "${EMPTY-q}", "{",    "}",
      "\\\\", "\\\"", "\\'",   "\\ ",    "\\#",        "\\$",     "\\x41",      "\\x4", "\\t",
      "\\1",  "-",    "(x,y)", "%[src]", "\"x y\"",    "'x y'",   "\"$A\"",     "[*]",  "\xc3\xa9"};
  std::string line;
  const std::size_t count = 1 + random.below(7);
  for (std::size_t i = 0; i < count; ++i) line += pieces[random.below(std::size(pieces))];
  return line;
}

// The outcome in words that both sides can give: "= value", "two words", or "refused".
std::string ours(const std::string& line) {
  const Environment names(environment(), {2, 6, 12});
  Lexed lexed;
  const std::string text = ".notice " + line;
  lex(text, names, {}, expanded_bytes_total, lexed.tree, lexed.line);
  if (lexed.line.error != LexError::none) return "refused";
  const auto word = [&](std::size_t i) {
    return i < lexed.line.words.size() ? lexed.line.words[i].value : std::string_view();
  };
  if (!word(2).empty()) return "two words";
  return "= " + std::string(word(1));
}

std::string theirs(const std::string& output, std::size_t line) {
  const std::string mark = fmt::format(":{}]", line);
  const auto at = output.find(mark);
  if (at == std::string::npos) return "= ";
  const std::string_view rest = std::string_view(output).substr(at + mark.size());
  if (rest.starts_with(": '")) return "= " + std::string(rest.substr(3, rest.find("'.\n") - 3));
  return rest.find("Unexpected argument") < rest.find('\n') ? "two words" : "refused";
}

TEST(Lexer, AgreesWithTheRealProgramOnRandomLines) {
  for (const auto& [name, value] : environment()) ::setenv(name.c_str(), value.c_str(), 1);
  ::unsetenv("N");
  const std::uint64_t seed = std::random_device{}();
  base::Random random(seed);
  std::size_t compared = 0;
  for (int round = 0; round < 20; ++round) {
    Notices notices;
    while (notices.lines.size() < 45)
      notices.lines.push_back(random_line(random));  // it stops at 50 errors
    const auto verdict = rig::haproxy_check(notices.config());
    ASSERT_TRUE(verdict) << verdict.error();
    for (std::size_t i = 0; i < notices.lines.size(); ++i, ++compared)
      ASSERT_EQ(ours(notices.lines[i]), theirs(verdict->output, i + 2))
          << "seed " << seed << ", line: " << notices.lines[i] << "\n"
          << verdict->output;
  }
  EXPECT_EQ(compared, 900u);
}

}  // namespace
}  // namespace ek::dialects::haproxy
