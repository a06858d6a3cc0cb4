// Requests of odd shapes, byte by byte as sent and as a request file has them: the real nginx and
// we must see the same key.
#include <gtest/gtest.h>

#include <ostream>

#include "differential/nginx/predicted.h"
#include "inputs/requests.h"
#include "rig/client.h"
#include "rig/nginx.h"
#include "rig/one_core.h"

namespace ek::differential::nginx {
namespace {

constexpr std::size_t servers = 7;

struct Sent {
  std::string bytes;  // the request, its last empty line left out
  std::string line;   // of a request file
};

struct Case {
  const char* name;
  const char* key;
  const char* server;  // lines of the server block
  std::vector<Sent> sent;
};
void PrintTo(const Case& one, std::ostream* out) {
  *out << one.name;
}

std::string json_text(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    if (c == '\t')
      out += "\\t";
    else
      out += c;
  }
  return out + "\"";
}

std::vector<Sent> with_header(const std::string& name, const std::vector<std::string>& values) {
  std::vector<Sent> all;
  for (const std::string& value : values)
    all.push_back(
        {"GET / HTTP/1.1\r\nHost: h.test\r\n" + name + ": " + value + "\r\n",
         R"({"host":"h.test","headers":{)" + json_text(name) + ":" + json_text(value) + "}}"});
  return all;
}

std::vector<Sent> with_target(const std::vector<std::string>& targets) {
  std::vector<Sent> all;
  for (const std::string& target : targets)
    all.push_back({"GET " + target + " HTTP/1.1\r\nHost: x.test\r\n",
                   R"({"host":"x.test","path":)" + json_text(target) + "}"});
  return all;
}

std::vector<Sent> with_host(const std::vector<std::string>& hosts) {
  std::vector<Sent> all;
  for (const std::string& host : hosts)
    all.push_back(
        {"GET / HTTP/1.1\r\nHost: " + host + "\r\n", R"({"host":)" + json_text(host) + "}"});
  return all;
}

// Two headers of one name.
std::vector<Sent> twice(const std::string& name) {
  std::vector<Sent> all;
  for (const std::string value : {"1", "2", "3", "4"})
    all.push_back({"GET / HTTP/1.1\r\nHost: h.test\r\n" + name + ": a=" + value + "\r\n" + name +
                       ": b=7" + value + "\r\n",
                   R"({"host":"h.test","headers":{)" + json_text(name) + ":\"a=" + value + "\"," +
                       json_text(name) + ":\"b=7" + value + "\"}}"});
  return all;
}

const std::vector<std::string> absolute{"http://h1.test/a0",    "http://h2.test:81/a1?k=1",
                                        "http://H3.test.?k=0",  "http://h4.test",
                                        "https://h5.test/?k=5", "/plain?k=http://no.test/"};
const std::vector<std::string> slashes{"/a//b",  "//a/b/",    "/a///../b",  "/a//./b", "/a/..//b",
                                       "//",     "/a/b//..",  "/x//y?k=//", "/%2F/a",  "/a/b/c",
                                       "/a//b/", "/a/./b/..", "/./",        "/.//x"};
const std::vector<std::string> cookies{
    "a=1",          "A=2",       "b=1;a=3",   "b=1; a=4", "b=1,a=5",    "a = 6",    "a= 7",
    "a =8",         "\"a\"=9",   "a=10;a=11", "a",        "a;a=12",     " a=13",    "b=\"a=14\"",
    "b=a=15",       "aa=16",     "a==17",     "b=1 a=18", "b=1;  a=19", "b;a=20",   "a=21 ;b=2",
    "a=2 2",        "a=23,b=1",  ";a=24",     ";;a=25",   "a=;a=26",    "a;b;a=27", "a ,a=28",
    "xa=1; a=29  ", "a=30\t;b=1"};

class NginxRequests : public testing::TestWithParam<Case> {};

TEST_P(NginxRequests, TheKeyIsTheSame) {
  const rig::OneCore one_core;
  const Case& one = GetParam();
  rig::Backends backends;
  backends.add_many(servers);
  std::string text = std::string("upstream app { hash ") + one.key + ";\n";
  for (std::size_t i = 0; i < servers; ++i)
    text += "  " + rig::nginx_server_line(backends.endpoint(i), "");
  auto nginx = rig::Nginx::start(rig::one_listener(
      text + "}\n", std::string(one.server) + " location / { proxy_pass http://app; }"));
  ASSERT_TRUE(nginx) << nginx.error();
  const auto reading = read_config(nginx->config_text());
  Predicted predicted(reading.config, *reading.config.pool("app"));
  ASSERT_EQ(predicted.error(), "");
  std::size_t reached = 0;
  for (const Sent& sent : one.sent) {
    rig::Client client(nginx->endpoint());
    const auto server = client.pick(sent.bytes + "\r\n");
    ASSERT_TRUE(server) << server.error();
    if (*server == "-") continue;  // nginx answers 400 itself
    ++reached;
    text::Sources sources;
    text::Diagnostics diagnostics;
    const auto file = sources.add("requests", sent.line);
    ASSERT_TRUE(file);
    const auto read = inputs::parse_requests(sources, *file, diagnostics);
    ASSERT_EQ(read.size(), 1U) << sent.line;
    const auto& dispatch = predicted.dispatch(read[0]);
    EXPECT_EQ(backends.label(dispatch.server), *server) << sent.line;
  }
  EXPECT_GE(reached * 2, one.sent.size());
}

INSTANTIATE_TEST_SUITE_P(
    Shapes, NginxRequests,
    testing::Values(
        Case{"Cookies", "$cookie_a-", "", with_header("Cookie", cookies)},
        Case{"CookieHeaders", "$cookie_b-", "", twice("Cookie")},
        Case{"CookieHeadersJoined", "$http_cookie", "", twice("Cookie")},
        Case{"ForwardedForJoined", "$http_x_forwarded_for", "", twice("X-Forwarded-For")},
        Case{"OtherHeadersFirst", "$http_x_u", "", twice("X-U")},
        Case{"AgentFirst", "$http_user_agent", "", twice("User-Agent")},
        Case{"Blanks", "$http_x_u-", "",
             with_header("X-U", {"a", "a ", "  b", "\tc", "d\t", " e f ", "", " \t g \t "})},
        Case{"UnderscoresDropped", "$http_x_u-", "",
             with_header("X_U", {"1", "2", "3", "4", "5", "6"})},
        Case{"UnderscoresTaken", "$http_x_u-", "underscores_in_headers on;",
             with_header("X_U", {"1", "2", "3", "4", "5", "6"})},
        Case{"UnderscoresBySlackness", "$http_x_u-", "ignore_invalid_headers off;",
             with_header("X_U", {"1", "2", "3", "4", "5", "6"})},
        Case{"AbsoluteRequestUri", "$request_uri", "", with_target(absolute)},
        Case{"AbsoluteUriAndArgs", "$uri-$args", "", with_target(absolute)},
        Case{"AbsoluteHost", "$host", "", with_target(absolute)},
        Case{"AbsoluteHttpHost", "$http_host$arg_k", "", with_target(absolute)},
        Case{"Fragments", "$uri-$args", "",
             with_target({"/a#x?y", "/b?x#y", "/c#", "/d?#x", "/e?a?b", "/f%23?g", "/a#b#c?d"})},
        Case{"IsArgs", "$uri$is_args$args", "",
             with_target({"/a?", "/b?k", "/c", "/d?k=1", "/e?&", "/f#?x"})},
        Case{"SlashesMerged", "$uri", "", with_target(slashes)},
        Case{"SlashesKept", "$uri", "merge_slashes off;", with_target(slashes)},
        Case{"Hosts", "$host", "server_name Named.Test other.test;",
             with_host({"A.b", "a.b:80", "a.b.", "a.b.:80", "[::1]", "[::1]:80", "[::1].", "a:b",
                        "a.b:", "1.2.3.4:99", "x_y", "[::1]x:80", "a.b:80:90", ".a", "a.b:8.",
                        "[A::B]:1", " a ", "a."})},
        Case{"NoHost",
             "$host-$request_uri",
             "server_name Named.Test other.test;",
             {{"GET /0 HTTP/1.0\r\n", R"({"path":"/0"})"},
              {"GET /1 HTTP/1.0\r\n", R"({"path":"/1"})"},
              {"GET /2 HTTP/1.0\r\n", R"({"path":"/2"})"},
              {"GET http://abs.test/3 HTTP/1.0\r\n", R"({"path":"http://abs.test/3"})"}}},
        Case{"NoHostNoName",
             "$host-$request_uri",
             "",
             {{"GET /0 HTTP/1.0\r\n", R"({"path":"/0"})"},
              {"GET /1 HTTP/1.0\r\n", R"({"path":"/1"})"}}},
        Case{"ServerName", "$server_name-$scheme-$proxy_host-$arg_k",
             "server_name Named.Test other.test;",
             with_target({"/?k=1", "/?k=2", "/?k=3", "/?k=4"})},
        Case{"ServerNameNone", "$server_name-$server_port-$arg_k", "",
             with_target({"/?k=1", "/?k=2", "/?k=3", "/?k=4"})},
        Case{"ContentType", "$content_type-", "",
             with_header("Content-Type", {"text/plain", " a/b ; c", "x", "y"})},
        Case{"ContentLength",
             "$content_length-",
             "",
             {{"POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n",
               R"({"method":"POST","host":"h","headers":{"Content-Length":"0"}})"},
              {"GET / HTTP/1.1\r\nHost: h\r\n", R"({"host":"h"})"}}}),
    [](const auto& one) { return std::string(one.param.name); });

}  // namespace
}  // namespace ek::differential::nginx
