// What stands between a request and its pool, against the real nginx: a line that changes what the
// key sees is followed, pick for pick, or the picks are refused, and then they do differ from those
// of the request as it came.
#include <gtest/gtest.h>

#include <ostream>

#include "differential/nginx/predicted.h"
#include "rig/client.h"
#include "rig/nginx.h"
#include "rig/one_core.h"

namespace ek::differential::nginx {
namespace {

constexpr std::size_t servers = 5, picks_each = 60;

struct Case {
  const char* name;
  const char* key;
  const char* http;          // beside the upstream
  const char* server;        // inside the server block
  const char* refused = "";  // a part of the reason; "": followed
};
void PrintTo(const Case& one, std::ostream* out) {
  *out << one.name;
}

std::string upstream(const rig::Backends& backends, const std::string& method) {
  std::string text = "upstream app {\n" + method;
  for (std::size_t i = 0; i < servers; ++i)
    text += "  " + rig::nginx_server_line(backends.endpoint(i), "weight=" + std::to_string(i + 1));
  return text + "}\n";
}

// As a client sends it, and as the request file has it.
struct Asked {
  rig::Request sent;
  model::Request modelled;
};

Asked request(std::size_t i) {
  const std::string n = std::to_string(i);
  Asked asked;
  asked.sent.path = (i % 3 == 0 ? "/a/" : i % 3 == 1 ? "/b//" : "/x") + n + "?k=" + n + "&id=7" + n;
  asked.sent.headers = {{"Host", "h" + n + ".test"}, {"X-U", "u" + n}, {"Cookie", "a=c" + n}};
  asked.modelled.target = asked.sent.path;
  asked.modelled.host = "h" + n + ".test";
  asked.modelled.source = "127.0.0.1";
  asked.modelled.headers = {{"X-U", "u" + n}, {"Cookie", "a=c" + n}};
  asked.modelled.cookies = {{"a", "c" + n}};
  return asked;
}

std::string label_of(Predicted& predicted, const rig::Backends& backends,
                     const model::Request& asked) {
  const auto& dispatch = predicted.dispatch(asked);
  return dispatch.server == predict::no_server ? "-" : backends.label(dispatch.server);
}

constexpr const char* pass = "location / { proxy_pass http://app; }";

class NginxInputs : public testing::TestWithParam<Case> {};

TEST_P(NginxInputs, TheKeyIsFollowedOrRefused) {
  const rig::OneCore one_core;
  const Case& one = GetParam();
  rig::Backends backends;
  backends.add_many(servers);
  const std::string pool = upstream(backends, std::string("  hash ") + one.key + ";\n");
  auto nginx = rig::Nginx::start(rig::one_listener(one.http + pool, one.server));
  ASSERT_TRUE(nginx) << nginx.error();
  const auto reading = read_config(nginx->config_text());
  const auto plain = read_config("events { } http { " + pool + "}");
  Predicted predicted(reading.config, *reading.config.pool("app"));
  Predicted unchanged(plain.config, *plain.config.pool("app"));
  const bool refused = *one.refused != '\0';
  if (refused) {
    ASSERT_NE(predicted.error().find(one.refused), std::string::npos) << predicted.error();
  } else {
    ASSERT_EQ(predicted.error(), "");
  }
  rig::Client client(nginx->endpoint());
  std::size_t reached = 0, otherwise = 0;
  for (std::size_t i = 0; i < picks_each; ++i) {
    const Asked asked = request(i);
    const auto answer = client.request(asked.sent);
    ASSERT_TRUE(answer) << answer.error();
    const std::string server(answer->server());
    if (server.empty()) continue;  // another location's
    ++reached;
    if (!refused) {
      ASSERT_EQ(label_of(predicted, backends, asked.modelled), server) << asked.sent.path;
    }
    if (refused && label_of(unchanged, backends, asked.modelled) != server) ++otherwise;
  }
  EXPECT_GT(reached, picks_each / 6);
  if (refused) {
    EXPECT_GT(otherwise, 0U) << "the picks are those of the request as it came";
  }
}

INSTANTIATE_TEST_SUITE_P(
    Lines, NginxInputs,
    testing::Values(
        Case{"RewriteBreak", "$uri", "",
             "location / { rewrite ^/(.*)$ /idx/$1 break; proxy_pass http://app; }",
             "$uri in its hash key is changed on its way here (rewrite, line "},
        Case{"RewriteOfTheServer", "$uri", "",
             "rewrite ^/a/(.*)$ /new/$1 last; location / { proxy_pass http://app; }", "(rewrite"},
        Case{"RewriteInAnIf", "$uri", "",
             "if ($arg_k) { rewrite ^ /m/$arg_k?; } location / { proxy_pass http://app; }",
             "(rewrite"},
        Case{"RewriteThenBreak", "$uri", "",
             "location / { rewrite ^/a(.*)$ /n$1; break; proxy_pass http://app; }", "(rewrite"},
        Case{"RewriteFromElsewhere", "$uri", "",
             "location /a/ { rewrite ^/a(.*)$ /n$1 last; } location / { proxy_pass http://app; }",
             "(rewrite"},
        Case{"RewriteElsewhere", "$uri", "",
             "location /a/ { rewrite ^ /no/w last; } location /no/ { return 204; } "
             "location / { proxy_pass http://app; }"},
        Case{"Redirects", "$uri", "",
             "rewrite ^/a/ /x permanent; rewrite ^/b/ https://y.test/; "
             "location / { proxy_pass http://app; }"},
        Case{"RewriteToAConstant", "$uri", "",
             "rewrite ^ /front.php; location / { proxy_pass "
             "http://app; }"},
        Case{"RewriteKeepsArguments", "$args", "",
             "location / { rewrite ^/(.*)$ /idx/$1 break; proxy_pass http://app; }"},
        Case{"RewriteOfArguments", "$arg_id", "",
             "location / { rewrite ^/(.*)$ /idx?id=$1 break; proxy_pass http://app; }",
             "$arg_id in its hash key is changed"},
        Case{"RewriteDropsArguments", "$arg_id", "",
             "location / { rewrite ^ /idx? break; proxy_pass http://app; }"},
        Case{"RewriteToConstantArguments", "$arg_id", "",
             "location / { rewrite ^ /idx?id=5? break; proxy_pass http://app; }"},
        Case{"TryFilesFallback", "$uri", "",
             "root /nonexistent; location / { try_files $uri /fallback$uri; } "
             "location /fallback { proxy_pass http://app; }",
             "(try_files"},
        Case{"TryFilesDropsArguments", "$args", "",
             "root /nonexistent; location / { try_files $uri /fallback$uri; } "
             "location /fallback { proxy_pass http://app; }",
             "(try_files"},
        Case{"TryFilesPattern", "$uri", "",
             "root /nonexistent; location / { try_files $uri /index.php?$args; } "
             "location ~ php { proxy_pass http://app; }",
             "(try_files"},
        Case{"TryFilesToOneUri", "$uri", "",
             "root /nonexistent; location / { try_files $uri /index.php?$args; } "
             "location = /index.php { proxy_pass http://app; }"},
        Case{"TryFilesKeepsArguments", "$arg_k", "",
             "root /nonexistent; location / { try_files $uri /index.php?$args; } "
             "location ~ php { proxy_pass http://app; }"},
        Case{"TryFilesNamed", "$uri$args", "",
             "root /nonexistent; location / { try_files $uri @app; } "
             "location @app { proxy_pass http://app; }"},
        Case{"SetArguments", "$args", "", "location / { set $args a=b; proxy_pass http://app; }"},
        Case{"SetArgumentsPart", "$arg_a", "",
             "location / { set $args a=b; proxy_pass http://app; }"},
        Case{"SetArgumentsOfTheServer", "$query_string", "",
             "set $args k=$http_x_u; location / { proxy_pass http://app; }"},
        Case{"SetArgumentsAtTimes", "$args", "",
             "if ($arg_k ~ 1) { set $args a=b; } location / { proxy_pass http://app; }", "(set"},
        Case{"SetHeader", "$http_x_u", "",
             "location / { set $http_x_u c; proxy_pass http://app; }"},
        Case{"SetHeaderInAnotherLocation", "$http_x_u", "",
             "location /a/ { set $http_x_u c; return 204; } location / { proxy_pass http://app; }"},
        Case{"SetHeaderInAnotherServer", "$http_x_u",
             "server { listen unix:unused.sock; set $http_x_u c; }\n", pass},
        Case{"SetHeaderAtTimes", "$http_x_u", "",
             "location / { if ($arg_k ~ 1) { set $http_x_u c; } proxy_pass http://app; }",
             "$http_x_u in its hash key is not the same for all requests here (set, line "},
        Case{"SetHeaderAfterABreak", "$http_x_u", "",
             "if ($arg_k ~ 1) { break; } set $http_x_u c; location / { proxy_pass http://app; }",
             "(set"},
        Case{"SetHeaderBeforeAJump", "$http_x_u", "",
             "location /a/ { set $http_x_u c; rewrite ^/a(.*)$ /n$1 last; } "
             "location / { proxy_pass http://app; }",
             "(set"},
        Case{"SetCookie", "$cookie_a", "",
             "location / { set $cookie_a $request_uri; proxy_pass http://app; }"},
        Case{"SetOwnVariable", "$mine", "",
             "set $mine $arg_id-${http_x_u}; location / { proxy_pass http://app; }"},
        Case{"SetTwice", "$mine", "",
             "set $mine $arg_id; location / { set $mine x$mine2; proxy_pass http://app; } "
             "set $mine2 $host;"},
        Case{"MapOfOneValue", "$arg_k", "map $request_uri $arg_k { default zzz; }\n", pass},
        Case{"MapOfOneVariable", "$arg_k", "map $host $arg_k { default $request_uri; }\n", pass},
        Case{"MapOfTwoValues", "$arg_k", "map $request_uri $arg_k { ~1 a; default zzz; }\n", pass,
             "comes from map, line "},
        Case{"GeoOfOneValue", "$http_x_u", "geo $http_x_u { default $a; }\n", pass},
        Case{"TwoPlacesDiffer", "$http_x_u", "",
             "location /a/ { set $http_x_u c; proxy_pass http://app; } "
             "location / { proxy_pass http://app; }",
             "differs between the places that send requests here"},
        Case{"TwoPlacesAgree", "$http_x_u", "",
             "location /a/ { set $http_x_u c; proxy_pass http://app; } "
             "location / { set $http_x_u c; proxy_pass http://app; }"},
        Case{"RequestUriStays", "$request_uri", "",
             "rewrite ^/a/(.*)$ /new/$1?j=1 last; set $args b; "
             "location / { proxy_pass http://app/other/; }"}),
    [](const auto& one) { return std::string(one.param.name); });

}  // namespace
}  // namespace ek::differential::nginx
