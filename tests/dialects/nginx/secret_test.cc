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

}  // namespace
}  // namespace ek::dialects::nginx::testing
