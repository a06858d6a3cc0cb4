// What becomes of a key whose variables the configuration changes or knows.
#include <gtest/gtest.h>

#include "dialects/nginx/reading.h"

namespace ek::dialects::nginx::testing {
namespace {

using model::KeySource;

// The key's parts, as "source:text": literal texts in quotes, unknown ones with the reason.
std::string key_of(const std::string& key, const std::string& http, const std::string& server) {
  const Reading reading =
      read_in_http(http + "\nupstream app { hash " + key +
                   "; server 10.0.0.1; server 10.0.0.2; }\n" + "server {\n" + server + "\n}");
  EXPECT_EQ(said(reading), "");
  std::string out;
  for (const model::KeyPart& part : reading.config.pools.at(0).balance.key.value.parts) {
    if (part.source == KeySource::literal)
      out += "'" + part.text + "'";
    else if (part.source == KeySource::unsupported)
      out += part.text + " " + (part.why.empty() ? "?" : part.why);
    else
      out += "(" + std::to_string(static_cast<int>(part.source)) + part.text + ")";
  }
  return out;
}

constexpr const char* pass = "location / { proxy_pass http://app; }";

TEST(NginxKeyInputs, AConstantIsTheKey) {
  EXPECT_EQ(key_of("$args", "", "location / { set $args a=b; proxy_pass http://app; }"), "'a=b'");
  EXPECT_EQ(key_of("$arg_A", "", "location / { set $args x=1&a=b; proxy_pass http://app; }"),
            "'b'");
  EXPECT_EQ(key_of("$http_x_u", "", std::string("set $http_x_u c; ") + pass), "'c'");
  EXPECT_EQ(key_of("$cookie_k", "map $request_uri $cookie_k { default z; }", pass), "'z'");
  EXPECT_EQ(key_of("$k", "map $request_uri $k { a z; b z; }", pass).find("$k comes"), 0U);
  EXPECT_EQ(key_of("$remote_addr", "", std::string("listen unix:/x; ") + pass), "'unix:'");
  EXPECT_EQ(key_of("$scheme", "", std::string("listen 1 ssl; ") + pass), "'https'");
  EXPECT_EQ(key_of("$server_port", "", std::string("listen 1; listen [::]:1; ") + pass), "'1'");
}

TEST(NginxKeyInputs, WhetherASocketEncryptsOneOfItsServersSays) {
  EXPECT_EQ(key_of("$scheme", "server { listen 443 ssl; }", std::string("listen *:443; ") + pass),
            "'https'");
}

TEST(NginxKeyInputs, WhatIsNotFollowedHasAReasonWithItsLine) {
  EXPECT_EQ(key_of("$uri", "", std::string("rewrite ^/a /b;\n") + pass),
            "$uri is changed on its way here (rewrite, line 6)");
  EXPECT_EQ(key_of("$mine", "", std::string("if ($arg_a) { set $mine 1; }\n") + pass),
            "$mine is not the same for all requests here (set, line 6)");
  EXPECT_EQ(key_of("$mine", "map $host $mine { a 1; }", pass),
            "$mine comes from map, line 3, which is not followed");
  EXPECT_EQ(key_of("$request_id", "", pass), "$request_id ?");
}

// Variables that lead to one another end.
TEST(NginxKeyInputs, ACircleOfVariablesIsRefused) {
  EXPECT_NE(key_of("$a", "map $host $a { default $b; } map $host $b { default $a; }", pass)
                .find("is defined by too many variables"),
            std::string::npos);
}

TEST(NginxKeyInputs, ASecondPlaceMustSeeTheSame) {
  EXPECT_NE(
      key_of("$http_x", "server { set $http_x 1; location / { proxy_pass http://app; } }", pass)
          .find("differs between the places"),
      std::string::npos);
}

}  // namespace
}  // namespace ek::dialects::nginx::testing
