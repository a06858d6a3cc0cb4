// Regular expressions: what the program says of them is in verdicts.txt; here is what it says only
// as it is built.
#include <gtest/gtest.h>

#include "reading.h"

namespace ek::dialects::nginx::testing {
namespace {

std::string said_of(const std::string& lines) {
  return said(read_in_http("server { " + lines + " }"));
}

TEST(Patterns, WhatIsWrongIsSaidOfTheWord) {
  EXPECT_EQ(
      said(read_in_http("server { location ~ \"^/(a\" { } }")),
      "nginx.conf:3:21: error: this regular expression cannot be compiled: a \")\" is missing\n"
      "    3 | server { location ~ \"^/(a\" { } }\n"
      "      |                     ^^^^^^\n"
      "  = help: quote it where it holds a space, \";\", \"{\" or \"}\"; \"\\\" before a "
      "character takes it as it is\n");
}

// PCRE takes them and PCRE2 does not, or the other way round, or by version.
TEST(Patterns, WhatOneLibraryTakesIsNotRefused) {
  for (const std::string pattern :
       {"\\i", "[\\d-z]", "(?R)", "(?^i)a", "(*pla:a)", "{,3}", "a{ 1,2 }"})
    EXPECT_EQ(said_of("location ~ \"" + pattern + "\" { }"), "") << pattern;
}

TEST(Patterns, ASecretIsNotCompiled) {
  EXPECT_EQ(said_of("if ($http_authorization ~ \"Bearer (abc\") { return 403; }"), "");
}

TEST(Patterns, NamesOfMailAreNone) {
  const Reading reading = read("events { }\nmail { server { listen 25; server_name ~(; } }\n");
  EXPECT_EQ(said(reading).find("regular expression"), std::string::npos) << said(reading);
}

TEST(Patterns, MayBeDeepAndLong) {
  const std::string open(1000, '('), close(1000, ')');
  EXPECT_EQ(said_of("location ~ " + open + close + " { }"), "");  // too deep for some builds
  EXPECT_EQ(said_of("location ~ \"(((a{1,60000}){1,60000}){1,60000})\" { }"), "");
}

}  // namespace
}  // namespace ek::dialects::nginx::testing
