// nginx's variables in a hash key, for one request each.
#include <gtest/gtest.h>

#include "predict/keys/nginx_keys.h"
#include "predict/nginx/sticky.h"

namespace ek::predict::nginx::test {
namespace {

using namespace std::string_literals;  // texts with NUL bytes in them

using model::KeySource;

std::string value(model::KeyPart part, const model::Request& request,
                  model::Version version = {1, 22, 1}) {
  model::Key key;
  key.parts.push_back(std::move(part));
  std::string scratch;
  return std::string(evaluate(key, request, version, scratch));
}

model::Request with_target(std::string target) {
  model::Request request;
  request.target = std::move(target);
  return request;
}

TEST(NginxKeys, AddressesAsTextAndAsBytes) {
  model::Request request;
  request.source = "10.0.0.7";
  EXPECT_EQ(value({KeySource::client_address, "", {}}, request), "10.0.0.7");
  EXPECT_EQ(value({KeySource::client_address, "binary", {}}, request), "\n\0\0\a"s);
  request.source = "2001:DB8:0:0:0:0:0:1";
  EXPECT_EQ(value({KeySource::client_address, "", {}}, request), "2001:db8::1");
  EXPECT_EQ(value({KeySource::client_address, "binary", {}}, request).size(), 16U);
}

TEST(NginxKeys, TheUriIsDecodedAndResolvedTheRequestUriIsNot) {
  const auto request = with_target("/a//b/./c/../%7Ed%2Fe?x=1");
  EXPECT_EQ(value({KeySource::uri, "", {}}, request), "/a//b/./c/../%7Ed%2Fe?x=1");
  EXPECT_EQ(value({KeySource::path, "normalised", {}}, request), "/a/b/~d/e");
  EXPECT_EQ(value({KeySource::path, "normalised", {}}, with_target("/")), "/");
  EXPECT_EQ(value({KeySource::path, "normalised", {}}, with_target("/a/b/..")), "/a/");
  EXPECT_EQ(value({KeySource::path, "normalised", {}}, with_target("/a/../")), "/");
  EXPECT_EQ(value({KeySource::path, "normalised", {}}, with_target("/a%")), "/a%");
}

TEST(NginxKeys, ArgumentsAreFoundWithoutCaseAndStayEncoded) {
  const auto request = with_target("/p?xx=0&X=a%20b&x=2");
  EXPECT_EQ(value({KeySource::query, "", {}}, request), "xx=0&X=a%20b&x=2");
  EXPECT_EQ(value({KeySource::query_parameter, "x", {}}, request), "a%20b");
  EXPECT_EQ(value({KeySource::query_parameter, "y", {}}, request), "");
}

TEST(NginxKeys, TheHostIsLowerCaseWithoutPort) {
  model::Request request;
  request.host = "App.Example.COM.:8080";
  EXPECT_EQ(value({KeySource::header, "host", {"nginx_host"}}, request), "app.example.com");
  EXPECT_EQ(value({KeySource::header, "host", {}}, request), "App.Example.COM.:8080");
  request.host = "[::1]:80";
  EXPECT_EQ(value({KeySource::header, "host", {"nginx_host"}}, request), "[::1]");
}

TEST(NginxKeys, RepeatedHeadersCountOnceBefore123AndTogetherSince) {
  model::Request request;
  request.headers = {{"X-User", "a"}, {"x-user", "b"}};
  EXPECT_EQ(value({KeySource::header, "x-user", {}}, request), "a");
  EXPECT_EQ(value({KeySource::header, "x-user", {}}, request, {1, 23, 0}), "a, b");
}

TEST(NginxKeys, PartsAreJoined) {
  model::Key key;
  key.parts = {{KeySource::literal, "v1-", {}},
               {KeySource::method, "", {}},
               {KeySource::cookie, "sess", {}}};
  model::Request request;
  request.cookies = {{"Sess", "42"}};
  std::string scratch;
  EXPECT_EQ(evaluate(key, request, {1, 22, 1}, scratch), "v1-GET42");
}

TEST(NginxSticky, TheCookieOfAServerIsTheMd5OfItsAddress) {
  EXPECT_EQ(session_id(""), "d41d8cd98f00b204e9800998ecf8427e");
  EXPECT_EQ(session_id("message digest"), "f96b697d7cb7938d525a2f31aaf161d0");
}

}  // namespace
}  // namespace ek::predict::nginx::test
