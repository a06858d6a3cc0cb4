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

TEST(UnknownVariables, OfASecretWordAreNotLookedFor) {
  const Reading reading = read_in_http("proxy_set_header Authorization \"Bearer x$nosuch\";");
  EXPECT_EQ(said(reading), "");
}

}  // namespace
}  // namespace ek::dialects::nginx::testing
