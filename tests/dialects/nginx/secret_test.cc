// Canaries: what is secret in a configuration stands in nothing that we could print.
#include <gtest/gtest.h>

#include "reading.h"

namespace ek::dialects::nginx::testing {
namespace {

constexpr std::string_view canary = "cAnArY";

// Everything of a reading that some command prints, but for `dump source`.
std::string everything(const Reading& reading) {
  std::string out = said(reading);
  const auto add = [&](std::string_view text) { out += "\n" + std::string(text); };
  const auto nodes = [&](const auto& self, const text::Node& node) -> void {
    for (const text::Word& word : node.words) add(word.value);
    for (const text::Node* child = node.first_child; child != nullptr; child = child->next)
      self(self, *child);
  };
  for (const text::Node* root : reading.tree.files()) nodes(nodes, *root);
  for (const auto& route : reading.config.routes) {
    add(route.target);
    add(route.condition);
    out += text::draw_excerpt(route.at, route.length, reading.sources);
  }
  for (const auto& listener : reading.config.listeners) {
    add(listener.name);
    for (const auto& bind : listener.binds) add(bind.value);
  }
  for (const auto& line : reading.config.coverage.lines) {
    add(line.keyword);
    add(line.note);
    out += text::draw_excerpt(line.at, 1, reading.sources);
  }
  for (const auto& depends : reading.config.depends) add(depends.what + depends.how);
  for (const auto& pool : reading.config.pools) {
    add(pool.balance.key.value.written);
    for (const auto& server : pool.servers) add(server.name);
    for (const auto& depends : pool.depends) add(depends.what + depends.how);
  }
  return out;
}

TEST(Secrets, StandInNothingThatIsPrinted) {
  const std::vector<std::string> lines{
      "proxy_set_header Authorization \"Basic cAnArY\";",
      "proxy_set_header X-Api-Key cAnArY;",
      "proxy_set_header Authorization \"Basic cAnArY\" oops;",
      "proxy_set_header Cookie session=cAnArY; nonsense directive;",
      "proxy_pass http://user:cAnArY@10.0.0.1/;",
      "proxy_pass http://user:cAnArY@$host/;",
      "secure_link_secret cAnArY;",
      "secure_link_md5 \"$uri-cAnArY\";",
      "secure_link_md5 $uri; add_header Authorization cAnArY;",
      "set $api_token cAnArY; proxy_pass http://$api_token;",
      "add_header Set-Cookie \"id=cAnArY\";",
      "fastcgi_param DB_PASSWORD cAnArY;",
      "more_set_headers \"Authorization: cAnArY\";",
      "if ($http_authorization != \"Basic cAnArY\") { proxy_pass http://10.0.0.1; }",
      "if ($http_x_api_key = cAnArY) { return 403; }",
      "return 301 http://x/?token=cAnArY;",
      "rewrite ^ /x?password=cAnArY&b=c last; nonsense;",
      "nonsense; # the password is cAnArY",
      "access_by_lua_block { local password = 'cAnArY' } nonsense;",
      "proxy_ssl_certificate_key data:cAnArY;",
      "proxy_set_header Authorization \"Basic cAnArY",
      "proxy_set_header Authorization \"Basic cAnArY\"\nproxy_pass http://10.0.0.1;",
  };
  for (const std::string& line : lines) {
    const Reading reading = read_in_http("server { listen 80; location / { " + line + " } }");
    EXPECT_EQ(everything(reading).find(canary), std::string::npos) << line << "\n"
                                                                   << everything(reading);
  }
  const Reading keys = read_in_http(
      "map $http_x_api_key $pool { cAnArY one; default two; }\n"
      "upstream one { server 10.0.0.1; }\n"
      "server { location / { proxy_pass http://$pool; } }");
  EXPECT_EQ(everything(keys).find(canary), std::string::npos) << everything(keys);
  EXPECT_EQ(keys.config.routes.at(0).target, "one");
  const Reading environment = read("env API_KEY=cAnArY;\nenv B=cAnArY oops;\n");
  EXPECT_EQ(everything(environment).find(canary), std::string::npos);
}

TEST(Secrets, WhatIsNoSecretStays) {
  const Reading reading = read_in_http(
      "server { location / { proxy_set_header Host $host; proxy_set_header Authorization "
      "$http_authorization; proxy_pass http://10.0.0.1; } }");
  const std::string all = everything(reading);
  EXPECT_NE(all.find("$http_authorization"), std::string::npos);
  EXPECT_EQ(all.find("[secret]"), std::string::npos);
}

// The parts of the key of `app` that are not known, as they are called, and the literal ones in
// quotes.
std::string key_of(const Reading& reading) {
  std::string out;
  for (const model::KeyPart& part : reading.config.pools.at(0).balance.key.value.parts) {
    if (part.source == model::KeySource::literal) out += "'" + part.text + "'";
    if (part.source == model::KeySource::unsupported) out += part.text + " " + part.why;
  }
  return out;
}

// A key out of which something was taken is no constant: nobody knows what it hashes to.
TEST(Secrets, TakenOutOfAKeyLeaveItUnknown) {
  struct Case {
    const char* about;
    std::string key, lines;
  };
  const std::vector<Case> cases{
      {"in the key", "key=v1:$request_uri", ""},
      {"a constant", "token=abc", ""},
      {"a header's value", "\"Basic abc\"", ""},
      {"values of a map", "$user_token",
       "map $arg_user $user_token { default a-$arg_token; x b-$arg_user; }"},
      {"one value of a map", "$user_token", "map $arg_user $user_token { default abc; }"},
      {"a value of geo", "$my_secret", "geo $my_secret { default abc; }"},
      {"the arguments", "$args",
       "server { listen 81; set $args token=abc; location / { proxy_pass "
       "http://app; } }"}};
  for (const Case& one : cases) {
    const Reading reading = read_in_http("upstream app { hash " + one.key +
                                         "; server 10.0.0.1; server 10.0.0.2; }\n" + one.lines);
    EXPECT_EQ(key_of(reading), "[secret] holds what looks like a secret, which is not kept")
        << one.about;
  }
}

// Which server it is, nobody is told; that it is one, everybody.
TEST(Secrets, AKeyThatIsOneSecretIsOneKey) {
  const auto values = [](const std::string& key, const std::string& lines) {
    const Reading reading = read_in_http("upstream app { hash " + key +
                                         "; server 10.0.0.1; server 10.0.0.2; }\n" + lines);
    const model::Pool& pool = reading.config.pools.at(0);
    EXPECT_EQ(pool.balance.key.value.written.find("abc"), std::string::npos);
    const std::uint32_t most = pool.balance.key.value.parts.back().values_max;
    EXPECT_EQ(pool.depends.empty(), most == 1) << key;
    return most;
  };
  EXPECT_EQ(values("token=abc", ""), 1u);
  EXPECT_EQ(values("\"Basic abc\" consistent", ""), 1u);
  EXPECT_EQ(values("token=abc", "server { location / { proxy_pass http://app; } }"), 1u);
  EXPECT_EQ(values("$my_secret", "geo $my_secret { default a$bc; }"), 1u);
  EXPECT_EQ(values("$my_token", "map $uri $my_token { default abc; }"), 1u);
  EXPECT_EQ(values("token=abc$uri", ""), 0u);
  EXPECT_EQ(values("$my_token", "map $uri $my_token { default a$uri; }"), 0u);
  EXPECT_EQ(values("$my_token", "map $uri $my_token { default abc; /b abcd; }"), 0u);
  EXPECT_EQ(values("$my_secret", "geo $my_secret { default abc; 10.0.0.0/8 abcd; }"), 0u);
}

TEST(Secrets, VariablesBehindAnAssignmentAreNone) {
  const Reading reading = read_in_http(
      "upstream app { hash \"token=$arg_token&user=$arg_user;key=${arg_k}\"; server 10.0.0.1; }");
  EXPECT_EQ(key_of(reading), "'token=''&user='';key='");
}

// Values of a map whose variable merely sounds like a secret may be pools.
TEST(Secrets, HiddenPoolNamesMayBeAny) {
  const std::vector<std::string> routes{
      "map $uri $pool_token { default a; /b b; } server { location / { proxy_pass "
      "http://$pool_token; } }",
      "upstream c@d { server 10.0.0.3; } server { location / { proxy_pass http://c@d; } }",
      "upstream key=a { server 10.0.0.3; } upstream key=b { server 10.0.0.4; } server { location / "
      "{ proxy_pass http://key=b; } }"};
  for (const std::string& lines : routes) {
    const Reading reading =
        read_in_http("upstream a { server 10.0.0.1; } upstream b { server 10.0.0.2; } " + lines);
    EXPECT_EQ(said(reading), "");
    ASSERT_EQ(reading.config.routes.size(), 1U) << lines;
    EXPECT_TRUE(reading.config.routes[0].names_any(reading.config)) << lines;
  }
}

}  // namespace
}  // namespace ek::dialects::nginx::testing
