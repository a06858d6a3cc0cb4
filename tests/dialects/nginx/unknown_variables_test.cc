// Variables that nobody defines: what the program says of them is in verdicts.txt; here is when we
// cannot be sure.
#include <gtest/gtest.h>

#include "reading.h"

namespace ek::dialects::nginx::testing {
namespace {

const std::string line = "add_header a $nosuch;";

bool is_refused(const Reading& reading) {
  EXPECT_NE(said(reading).find("unknown \"nosuch\" variable"), std::string::npos) << said(reading);
  return reading.diagnostics.has_errors();
}

TEST(UnknownVariables, AreErrorsOfACompleteConfiguration) {
  EXPECT_TRUE(is_refused(read_in_http(line)));
  EXPECT_TRUE(is_refused(
      read("load_module modules/ngx_stream_module.so;\nevents { }\nhttp {\n" + line + "\n}\n")));
}

TEST(UnknownVariables, MayBeOfAnotherModule) {
  for (const std::string other :
       {"load_module modules/ngx_http_echo_module.so;", "include modules-enabled/*.conf;"})
    EXPECT_FALSE(is_refused(read(other + "\nevents { }\nhttp {\n" + line + "\n}\n"))) << other;
  for (const std::string other : {"js_import a.js;", "more_set_headers a:b;", "status_zone z;",
                                  "qqqqqqqqqqqq on;", "qqqqqqqqqqqq { }", "lua_code_cache on;"})
    EXPECT_FALSE(is_refused(read_in_http("server { " + other + " }\n" + line))) << other;
}

TEST(UnknownVariables, MayBeDefinedInAFileThatIsNotRead) {
  EXPECT_EQ(said(read("server { listen 80; " + line + " }\n")).find("nosuch"), std::string::npos);
  const Reading reading = read_in_http("include other.conf;\n" + line);
  EXPECT_EQ(said(reading).find("unknown \"nosuch\""), std::string::npos) << said(reading);
}

TEST(UnknownVariables, OfModulesThatAreOftenBuiltInAreWarnedOf) {
  const Reading reading = read_in_http("add_header a $echo_timer_elapsed;");
  EXPECT_FALSE(reading.diagnostics.has_errors()) << said(reading);
  EXPECT_NE(said(reading).find("warning: unknown"), std::string::npos);
}

// A digit behind "$" is a capture, whatever follows; but log_format takes all of it for a name.
TEST(UnknownVariables, CapturesAreOneDigit) {
  EXPECT_EQ(
      said(read_in_http("server { location ~ ^/(x)(.*)$ { return 200 \"$1index $10 $12_\"; } }")),
      "");
  for (const std::string wrong : {"${1}", "$0", "${10}"})
    EXPECT_NE(said(read_in_http("add_header a " + wrong + ";")).find("unknown \""),
              std::string::npos)
        << wrong;
  const Reading log = read_in_http("log_format a $1x;");
  EXPECT_NE(said(log).find("unknown \"1x\" variable"), std::string::npos) << said(log);
}

TEST(UnknownVariables, BehindWordsThatSpeakOfSecretsAreNotNamed) {
  for (const std::string speaking :
       {"return 200 \"password=$hunter\";", "proxy_set_header X-Auth-Token $hunter;"}) {
    const Reading reading = read_in_http("server { " + speaking + " }");
    EXPECT_TRUE(reading.diagnostics.has_errors()) << speaking;
    EXPECT_EQ(said(reading).find("unter"), std::string::npos) << said(reading);
  }
}

TEST(UnknownVariables, OfASecretWordAreNotLookedFor) {
  const Reading reading = read_in_http("proxy_set_header Authorization \"Bearer x$nosuch\";");
  EXPECT_EQ(said(reading), "");
}

}  // namespace
}  // namespace ek::dialects::nginx::testing
