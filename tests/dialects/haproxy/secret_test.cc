// Canaries: secrets of every kind that a configuration may hold. Only the file itself, printed
// back, may show them: no word of the tree, no value of the model, no diagnostic, no excerpt.
#include <gtest/gtest.h>

#include "base/secret.h"
#include "reading.h"

namespace ek::dialects::haproxy {
namespace {

constexpr std::string_view canary = "c4n4ryS3cr3t";

constexpr const char* secret_lines[] = {
    "userlist u\n user admin password $5$c4n4ryS3cr3t\n",
    "userlist u\n user admin insecure-password c4n4ryS3cr3t groups x\n",
    "userlist u\n usr admin insecure-password c4n4ryS3cr3t\n",
    "listen l\n stats auth admin:c4n4ryS3cr3t\n",
    "listen l\n stats auht admin:c4n4ryS3cr3t\n",
    "listen l\n stats auth \"admin:c4n4ryS3cr3t\n",
    "listen l\n stats auth admin:c4n4ryS3cr3t extra words\n",
    "frontend f\n http-request set-var(txn.x) \"${TWO_WORDS_PASSWORD[*]}\"\n",
    "global\n cluster-secret c4n4ryS3cr3t\n",
    "global\n clustersecret c4n4ryS3cr3t nonsense\n anonkey c4n4ryS3cr3t\n",
    "backend b\n dynamic-cookie-key c4n4ryS3cr3t\n",
    "frontend f\n bind :1 ssl ca-sign-pass c4n4ryS3cr3t nonsense\n",
    "backend b\n http-request set-header Authorization \"Basic c4n4ryS3cr3t\" nonsense\n",
    "backend b\n http-request set-heder X-Api-Key c4n4ryS3cr3t if TRUE\n",
    "backend b\n option httpchk\n http-check send hdr Authorization \"Bearer c4n4ryS3cr3t\"\n",
    "backend b\n option httpchk GET / HTTP/1.1\\r\\nAuthorization:\\ Basic\\ c4n4ryS3cr3t\n",
    "backend b\n tcp-check send \"AUTH c4n4ryS3cr3t\\r\\n\" nonsense\n",
    "backend b\n http-request redirect location https://me:c4n4ryS3cr3t@example.org/ nonsense\n",
    ("global\n setenv DB_PASSWORD c4n4ryS3cr3t\nbackend b\n http-request set-var(txn.x) "
     "str(\"$DB_PASSWORD\")\n"),
    "global\n presetenv API_TOKEN c4n4ryS3cr3t nonsense\n",
    "backend b\n balance \"$GIVEN_SECRET\"\n",
    "global\n nonsense \"$GIVEN_SECRET\"\n",
    "backend b\n use-server s if { hdr(X-Key) c4n4ryS3cr3t } or { path /a }\n",
    "backend b\n use-server s if { hdr(X-Key) -m nonsense c4n4ryS3cr3t } or unknown\n",
    "backend b\n use-server s if { hdr(X-Key) -c4n4ryS3cr3t }\n",
    "backend b\n http-request deny if { hdr(X-Plan) Bearer c4n4ryS3cr3t } or { path /a }\n",
    "backend b\n http-request deny if { hdr(X-Plan) Bearer c4n4ryS3cr3t\n",
    "backend b\n http-request deny if { urlp(x) password c4n4ryS3cr3t } or unknown\n",
    "backend b\n http-request deny if password c4n4ryS3cr3t\n",
    "backend b\n http-request auth if Bearer c4n4ryS3cr3t\n",
    "backend b\n acl password c4n4ryS3cr3t -q c4n4ryS3cr3t\n",
    ".if 0\nuserlist u\n user admin password c4n4ryS3cr3t\n.endif\n",
};

void collect(const text::Node& node, std::string& out) {
  for (const text::Word& word : node.words) out.append(word.value).append("\n");
  for (const text::Node* child = node.first_child; child != nullptr; child = child->next)
    collect(*child, out);
}

std::string everything_said(const Reading& reading) {
  std::string out;
  for (const text::Diagnostic& one : reading.diagnostics.all())
    out += one.message + "\n" + one.hint + "\n" + text::draw(one, reading.sources);
  for (const model::CoveredLine& line : reading.config.coverage.lines)
    out += line.keyword + "\n" + line.note + "\n";
  for (const model::Dependency& one : reading.config.depends)
    out += one.what + "\n" + one.how + "\n";
  for (const model::Pool& pool : reading.config.pools) {
    out += pool.balance.algorithm.value + "\n" + pool.balance.key.value.written + "\n";
    for (const model::Dependency& one : pool.depends) out += one.what + "\n" + one.how + "\n";
  }
  for (const model::Pool& pool : reading.config.pools)
    for (const model::UseServer& rule : pool.persistence.use_servers)
      out += rule.condition.written + "\n";
  for (const model::Route& route : reading.config.routes)
    out += route.target + "\n" + route.condition + "\n";
  for (const text::Node* file : reading.tree.files()) collect(*file, out);
  return out;
}

TEST(Secret, CanariesAreSaidNowhere) {
  for (const char* text : secret_lines) {
    const Reading reading = read(text, {{},
                                        {{"GIVEN_SECRET", std::string(canary)},
                                         {"TWO_WORDS_PASSWORD", "a " + std::string(canary)}}});
    EXPECT_EQ(everything_said(reading).find(canary), std::string::npos)
        << text << everything_said(reading);
    EXPECT_EQ(printed(reading), text);
  }
}

// The one exception: the values that a condition compares with, which nobody prints.
TEST(Secret, WhatAConditionComparesWithIsKeptApart) {
  const auto test_of = [](const std::string& value) {
    const Reading reading = read("backend b\n mode http\n acl a hdr(X-Token) -m str " + value +
                                     "\n use-server s if a\n server s 127.0.0.1:1\n",
                                 {{}, {{"TOKEN", std::string(canary)}}});
    EXPECT_EQ(everything_said(reading).find(canary), std::string::npos);
    return reading.config.pools.at(0)
        .persistence.use_servers.at(0)
        .condition.any_of.at(0)
        .at(0)
        .tests->any_of.at(0);
  };
  const model::Test plain = test_of("\"a c4n4ryS3cr3t\"");
  EXPECT_EQ(plain.words, (std::vector<std::string>{"hdr(X-Token)", "-m", "str", "a c4n4ryS3cr3t"}));
  EXPECT_EQ(plain.written, "hdr(X-Token) -m str [secret]");
  EXPECT_TRUE(plain.whole);
  EXPECT_FALSE(test_of("\"$TOKEN\"").whole);
}

// What holds a condition together is read, whatever stands around it.
TEST(Secret, TheConditionAroundItIsChecked) {
  for (const char* condition :
       {"{ hdr(X-Key) k1 } or nobody", "{ hdr(X-Plan) basic x } nobody", "basic_users nobody",
        "{ urlp(grant_type) password } nobody", "{ hdr(X-Key) -m foud k1 }", "{ hdr(X-Key) -q 1 }",
        "{ hdr(X-Key) k1"}) {
    const Reading reading =
        read(std::string("backend b\n mode http\n acl basic_users path /\n use-server s if ") +
             condition + "\n http-request deny if " + condition + "\n server s 127.0.0.1:1\n");
    EXPECT_EQ(reading.diagnostics.all().size(), 2u) << condition << everything_said(reading);
  }
}

TEST(Secret, TheExcerptSaysWhyItIsMissing) {
  const Reading reading = read("userlist u\n usr admin insecure-password c4n4ryS3cr3t\n");
  ASSERT_EQ(reading.diagnostics.all().size(), 1u);
  EXPECT_EQ(text::draw(reading.diagnostics.all()[0], reading.sources),
            "haproxy.cfg:2:2: error: \"usr\" is not a keyword of a userlist section\n"
            "    2 | (not shown: this line may hold a secret)\n"
            "  = help: did you mean \"user\"?\n");
}

TEST(Secret, OfALuaProgramTheFileAloneIsShown) {
  const Reading reading = read("global\n lua-load /a.lua c4n4ryS3cr3t\n");
  const text::Node* line = reading.tree.files()[0]->first_child->first_child;
  EXPECT_EQ(reading.words_shown(*line, nullptr), 2u);
  const Reading check = read("backend b\n option redis-check c4n4ryS3cr3t\n");
  EXPECT_EQ(text::draw(check.diagnostics.all().at(0), check.sources).find(canary),
            std::string::npos);
}

TEST(Secret, OrdinaryLinesAreShown) {
  const Reading reading = read("backend b\n server s1 10.0.0.1:80 wieght 3\n");
  EXPECT_NE(text::draw(reading.diagnostics.all()[0], reading.sources).find("wieght 3"),
            std::string::npos);
}

}  // namespace
}  // namespace ek::dialects::haproxy
