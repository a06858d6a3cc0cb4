// A brace that is missing makes others look wrong: what is missing is said first.
#include <gtest/gtest.h>

#include "oracle.h"
#include "reading.h"

namespace ek::dialects::nginx::testing {
namespace {

const text::Diagnostic& first_of(const Reading& reading) {
  static const text::Diagnostic none;
  return reading.diagnostics.all().empty() ? none : reading.diagnostics.all().front();
}

TEST(Braces, AMissingOneIsSaidFirst) {
  const std::vector<std::string> texts{
      "events {}\nhttp {\nupstream app\nserver 127.0.0.1:1;\n}\nserver { }\n}\n",
      "events {}\nhttp {\nserver\nlisten 127.0.0.1:1;\nlocation / { }\n}\n}\n",
      "events {}\nhttp {\nserver {\nlocation /\nreturn 200;\n}\n}\n}\n",
      "events {}\nhttp {\nmap $host $a\ndefault 1;\n}\n}\n",
  };
  for (const std::string& text : texts) {
    const Opinions opinions = ask(text);
    EXPECT_FALSE(opinions.ours) << text;
    EXPECT_FALSE(opinions.theirs) << text;
    const Reading reading = read(text);
    const text::Diagnostic& first = first_of(reading);
    const std::size_t program = opinions.explained.find("nginx says:");
    EXPECT_NE(opinions.explained.find(first.message, program), std::string::npos)
        << first.message << "\n"
        << opinions.explained;
    for (const text::Diagnostic& one : reading.diagnostics.all()) {
      EXPECT_EQ(one.hint.find("remove it"), std::string::npos) << said(reading);
      EXPECT_GE(one.at.line, first.at.line) << said(reading);
    }
  }
}

TEST(Braces, NoneIsMissingWhereWordsAreValues) {
  const Reading reading = read_in_http("map $host $a { upstream b; server c; location d; }");
  EXPECT_EQ(said(reading), "");
}

}  // namespace
}  // namespace ek::dialects::nginx::testing
