// Words, quotes, escapes and marks, as the program reads them.
#include "dialects/nginx/lexer.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "oracle.h"

namespace ek::dialects::nginx::testing {
namespace {

std::vector<std::string> words(std::string_view text) {
  text::Tree tree;
  Lexer lexer(text, tree);
  std::vector<std::string> out;
  for (Token token = lexer.next(); token.kind != TokenKind::end; token = lexer.next())
    switch (token.kind) {
      case TokenKind::word:
        out.emplace_back(token.word.value);
        break;
      case TokenKind::semicolon:
        out.emplace_back("<;>");
        break;
      case TokenKind::open:
        out.emplace_back("<{>");
        break;
      case TokenKind::close:
        out.emplace_back("<}>");
        break;
      case TokenKind::comment:
        out.emplace_back("<#>");
        break;
      case TokenKind::missing_space:
        out.emplace_back("<!>");
        break;
      case TokenKind::end:
        break;
    }
  return out;
}

using Words = std::vector<std::string>;

TEST(Lexer, MarksEndWordsButNotInsideThem) {
  EXPECT_EQ(words("a b;c{d}e f#g}"), (Words{"a", "b", "<;>", "c", "<{>", "d}e", "f#g}"}));
  EXPECT_EQ(words("a{}"), (Words{"a", "<{>", "<}>"}));
  EXPECT_EQ(words("a # b ; {\nc"), (Words{"a", "<#>", "c"}));
}

TEST(Lexer, QuotesHoldMarksAndLines) {
  EXPECT_EQ(words("\"a;{b}\n#\" 'c \"d';"), (Words{"a;{b}\n#", "c \"d", "<;>"}));
  EXPECT_EQ(words("a\"b c\";"),
            (Words{"a\"b", "c\"", "<;>"}));  // a quote opens a word only at its start
  EXPECT_EQ(words("\"a\"b"), (Words{"a", "<!>", "b"}));
  EXPECT_EQ(words("('a')"), (Words{"('a')"}));
  EXPECT_EQ(words("( 'a')"), (Words{"(", "a", ")"}));
}

TEST(Lexer, EscapesStayUnlessTheyMeanSomething) {
  EXPECT_EQ(words(R"(a\tb \n\r\x \\ \" \')"), (Words{"a\tb", "\n\r\\x", "\\", "\"", "'"}));
  EXPECT_EQ(words(R"("a\"b\\" c\ d \;)"), (Words{"a\"b\\", "c\\ d", "\\;"}));
}

TEST(Lexer, ABraceBehindADollarBelongsToTheWord) {
  EXPECT_EQ(words("${a}b{"), (Words{"${a}b", "<{>"}));
  EXPECT_EQ(words("$a{"), (Words{"$a", "<{>"}));
  EXPECT_EQ(words("\"${a}\"{"), (Words{"${a}", "<{>"}));
  EXPECT_EQ(words("${{a{"), (Words{"${{a", "<{>"}));
}

// The program's own word is seen through `map`: it accepts the text, or refuses it.
TEST(Lexer, AgreesWithTheProgramOnWhatIsWellFormed) {
  const std::vector<std::string> pieces{
      "a b;",       "a b",        "a b; }",           "\"a\" b;",   "\"a\"b c;",
      "'a' \"b\";", "a ${host};", "a b{ }",           "a b\\;",     "a \"b;",
      "a 'b\\';",   "a 'b\\'';",  "; a b;",           "{ }",        "a b;;",
      "a\\ b c;",   "# a\na b;",  "a b; # }",         "a } b;",     "a }b;",
      "a b};",      "\"\" b;",    "a \"b\";c d;",     "a \"b\"{ }", "('a' 'b');",
      "( 'a') b;",  "a\tb\r\n;",  "a \"b\" ;",        "a b;\n}\n{", "a 'b'c;",
      "a \"b\")",   "a \"$\";",   "a \"$host$uri\";", "\\\"a b;",   "a \\\\;",
      "a $;"};
  for (const std::string& piece : pieces) {
    const Opinions opinions = ask(in_http("map $host $x {\n" + piece + "\n}"));
    EXPECT_EQ(opinions.ours, opinions.theirs) << opinions.explained;
  }
}

TEST(Lexer, AgreesWithTheProgramOnHowLongAWordMayBe) {
  for (const std::size_t size : {4000u, 4094u, 4095u, 4096u, 4097u, 9000u})
    for (const char* quote : {"", "\""}) {
      const std::string word = quote + std::string(size, 'a') + quote;
      const Opinions opinions = ask(in_http("map $host $x {\nb " + word + ";\n}"));
      EXPECT_EQ(opinions.ours, opinions.theirs) << size << " bytes, quote " << quote;
    }
}

}  // namespace
}  // namespace ek::dialects::nginx::testing
