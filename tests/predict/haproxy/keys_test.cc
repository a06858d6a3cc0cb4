// Keys and conditions: what the running program was seen to hash, value by value.
#include <gtest/gtest.h>

#include "dialects/dialect.h"
#include "predict/haproxy/condition.h"
#include "predict/keys/haproxy_fetch.h"
#include "predict/keys/haproxy_key.h"

namespace ek::predict::haproxy {
namespace {

constexpr model::Version debian{2, 6, 12};

using namespace std::string_literals;  // texts with NUL bytes in them

model::Request request_of(std::string target) {
  model::Request request;
  request.target = std::move(target);
  request.source = "10.1.2.3";
  request.host = "www.site3.example.com";
  return request;
}

std::string value(model::KeySource source, const std::string& name,
                  const std::vector<std::string>& converters, const model::Request& request,
                  const std::string& word = "hash") {
  model::Key key;
  key.parts = {{source, name, converters}};
  const KeyReader reader(key, word, debian);
  SampleSpace space;
  const auto bytes = reader.bytes(request, space);
  return bytes.data() == nullptr ? "(none)" : std::string(bytes);
}

TEST(Keys, FieldsAndWords) {
  using model::KeySource;
  const auto path = [&](const std::string& converter) {
    return value(KeySource::path, "", {converter}, request_of("/Ab//Cd/e?x"));
  };
  EXPECT_EQ(path("field(1,/)"), "");
  EXPECT_EQ(path("field(2,/)"), "Ab");
  EXPECT_EQ(path("field(3,/)"), "");
  EXPECT_EQ(path("field(-1,/)"), "e");
  EXPECT_EQ(path("field(9,/)"), "(none)");
  EXPECT_EQ(path("field(2,/,3)"), "Ab//Cd");
  EXPECT_EQ(path("field(2,/,0)"), "Ab//Cd/e");
  EXPECT_EQ(path("word(1,/)"), "Ab");
  EXPECT_EQ(path("word(2,/)"), "Cd");
  EXPECT_EQ(path("word(-1,/)"), "e");
  EXPECT_EQ(path("word(7,/)"), "");
  EXPECT_EQ(path("bytes(1,2)"), "Ab");
  EXPECT_EQ(path("bytes(99)"), "");
  EXPECT_EQ(path("lower"), "/ab//cd/e");
  EXPECT_EQ(path("length"), "\0\0\0\0\0\0\0\x09"s);
}

TEST(Keys, ParametersOfExpressionsEndAtMoreDelimiters) {
  using model::KeySource;
  const auto request = request_of("/?p=x;q=y&z");
  EXPECT_EQ(value(KeySource::query_parameter, "p", {}, request), "x");
  EXPECT_EQ(value(KeySource::query_parameter, "p", {}, request, "url_param"), "x;q=y");
  EXPECT_EQ(value(KeySource::query_parameter, "q", {}, request), "y");
  EXPECT_EQ(value(KeySource::query_parameter, "q", {}, request, "url_param"), "(none)");
  EXPECT_EQ(value(KeySource::query_parameter, "p", {}, request_of("/?p="), "url_param"), "");
}

TEST(Keys, HeadersAreListsOfValues) {
  using model::KeySource;
  auto request = request_of("/");
  request.headers = {{"X-Key", "one, \"a,b\" ,three"}, {"x-key", "last,"}};
  EXPECT_EQ(value(KeySource::header, "x-key", {}, request, "hdr"), "one");
  EXPECT_EQ(value(KeySource::header, "x-key", {}, request), "");
  request.headers.pop_back();
  EXPECT_EQ(value(KeySource::header, "x-key", {}, request), "three");
  EXPECT_EQ(value(KeySource::header, "absent", {}, request), "(none)");
}

TEST(Keys, TheDomainIsTheLabelBeforeTheLastDot) {
  EXPECT_EQ(domain_only("www.site3.example.com"), "example");
  EXPECT_EQ(domain_only("a.b"), "a");
  EXPECT_EQ(domain_only("localhost"), "localhost");
  EXPECT_EQ(domain_only("x.y.z.co.uk"), "co");
  EXPECT_EQ(domain_only(".com"), ".com");
}

TEST(Keys, UriModifiers) {
  model::Key key;
  EXPECT_EQ(uri_key(key, "/a/b?c"), "/a/b");
  key.depth = 1;
  EXPECT_EQ(uri_key(key, "/a/b?c"), "/a");
  key.depth = 0;
  key.whole = true;
  EXPECT_EQ(uri_key(key, "/a/b?c"), "/a/b?c");
  key.length_max = 3;
  EXPECT_EQ(uri_key(key, "/a/b?c"), "/a/");
  key = {};
  EXPECT_EQ(uri_key(key, "https://host/a?b"), "https://host/a");
  key.path_only = true;
  EXPECT_EQ(uri_key(key, "https://host/a?b"), "/a");
}

TEST(Keys, AddressesAreBytes) {
  using model::KeySource;
  auto request = request_of("/");
  EXPECT_EQ(value(KeySource::client_address, "", {}, request, "source"), "\x0a\x01\x02\x03");
  EXPECT_EQ(value(KeySource::client_address, "", {"ipmask(16)"}, request), "\x0a\x01\0\0"s);
  request.source = "::1";
  EXPECT_EQ(value(KeySource::client_address, "", {}, request, "source").size(), 16u);
}

TEST(Keys, WhatIsNotComputedIsNamed) {
  model::Key key;
  key.parts = {{model::KeySource::path, "", {"map(/etc/x)"}}};
  EXPECT_NE(KeyReader(key, "hash", debian).problem().find("map(/etc/x)"), std::string::npos);
}

TEST(Conditions, AndOrNot) {
  SampleSpace space;
  const auto read = [](const std::string& text) {
    const auto reading = dialects::find("haproxy")->read_text(
        "t.cfg",
        "backend b\n mode http\n acl is_static path_end .png\n acl is_static path_beg /img/\n"
        " http-request deny " +
            text + "\n server s 127.0.0.1:1\n",
        {});
    EXPECT_FALSE(reading.diagnostics.has_errors()) << text;
    TestReader tests;
    return Condition::read(reading.config.pools.at(0).rules.own->rules().at(0).condition, tests);
  };
  const auto holds = [&](const std::string& text, const std::string& target) {
    const auto condition = read(text);
    EXPECT_TRUE(condition) << text;
    return condition && condition->holds(request_of(target), space);
  };
  EXPECT_TRUE(holds("", "/"));
  EXPECT_TRUE(holds("if { path_beg /a }", "/ab"));
  EXPECT_FALSE(holds("if { path_beg /a } !{ path_end b }", "/ab"));
  EXPECT_TRUE(holds("if { path /x } or { hdr(host) -i WWW.site3.example.com }", "/"));
  EXPECT_TRUE(holds("if { src 10.1.0.0/16 }", "/"));
  EXPECT_FALSE(holds("if { src 10.2.0.0/16 192.168.0.1 }", "/"));
  EXPECT_TRUE(holds("unless { url_param(p) -m found }", "/?q=1"));
  EXPECT_TRUE(holds("if is_static", "/img/a"));
  EXPECT_TRUE(holds("if METH_GET is_static", "/a.png"));
  EXPECT_FALSE(holds("if !is_static OR METH_POST", "/a.png"));
  EXPECT_TRUE(holds("if { path /x } || || !!is_static", "/a.png"));
  EXPECT_EQ(read("if { path_reg ^/a }").error().message,
            "the test \"path_reg ^/a\" (line 5) is not evaluated here");
  EXPECT_EQ(read("if HTTP_1.1").error().message, "the test HTTP_1.1 is not evaluated here");
}

}  // namespace
}  // namespace ek::predict::haproxy
