// Named tests (acl) and predefined ones, against the running program: who is answered, and who goes
// to a server of its own.
#include <gtest/gtest.h>

#include "differential/haproxy/answered_run.h"
#include "differential/haproxy/version.h"

namespace ek::differential {
namespace {

constexpr const char* balance = "balance roundrobin\n ";

constexpr const char* conditions[] = {
    "acl is_api path_beg /a1\n acl is_api path_beg /b2\n RULE if is_api",
    "acl is_api path_beg /a1\n RULE if is_api\n acl is_api path_beg /b",  // those below count, too
    "acl is_api path_beg /a\n RULE if !is_api",
    "acl is_api path_beg /a\n RULE if ! is_api",
    "acl is_api path_beg /a\n RULE if !!is_api",
    "acl is_api path_beg /a\n RULE unless is_api",
    "acl is_api path_beg /a\n acl x hdr(via) x\n RULE if is_api !x",
    "acl is_api path_beg /a1\n acl x hdr(via) x\n RULE if is_api or x",
    "acl is_api path_beg /a1\n acl x hdr(via) x\n RULE if is_api OR x",
    "acl is_api path_beg /a1\n acl x hdr(via) x\n RULE unless is_api || || x",
    "acl is_api path_beg /a1\n RULE if is_api METH_PUT or { src 10.0.2.0/24 }",
    "acl n src -n 10.0.4.0/22 10.0.20.7\n RULE if n",
    "RULE if METH_GET",
    "RULE if !METH_PUT { path_beg /a }",
    "RULE if METH_POST or LOCALHOST",
    "RULE if TRUE",
    "RULE if FALSE",
    "RULE unless FALSE { path_beg /a }",
    "RULE if !{ always_false } { path_beg /b }",
    "acl TRUE path_beg /a\n RULE if TRUE",
    "RULE if METH_GET\n acl METH_GET path_beg /a",  // made by its first use
    "acl METH_GET path_beg /a\n RULE if METH_GET",
    "RULE if METH_PUT { path_beg /a }\n acl METH_PUT path_beg /b\n acl METH_PUT path_beg /a1",
    "RULE if FALSE\n acl FALSE path_beg /a",
    "RULE unless FALSE\n acl FALSE path_beg /a",
    "RULE if !TRUE or FALSE\n acl FALSE path_beg /a1\n acl TRUE path_beg /b",
    "RULE if TRUE\n acl TRUE path_beg /a",
    "acl some always_false\n RULE if some\n acl some always_true",
    "acl never always_false\n RULE unless never\n acl never path_beg /a",
    "RULE if { always_false -m found } { path_beg /a }",
    "RULE if { always_true -m found } !{ path_beg /a }",
    // Compared with what looks like a secret, and with what holds blanks.
    "RULE if { hdr(X-Key) k3 k5 }",
    "acl key hdr(X-Key) -m str k7\n acl key hdr(X-Key) -- \"k8\" 'k9'\n RULE if key",
    "RULE if { req.fhdr(X-Words) \"two words\" }",
    "RULE if { req.fhdr(X-Words) two\\ words }",
    "RULE if { req.fhdr(X-Words) 'back\\slash' }",
    "RULE if { req.fhdr(X-Token) \"Bearer of 3\" }",
    "RULE if { hdr(X-Key) k3 } or { path_beg /a1 }",
    "RULE if { hdr(X-Key) -m found } { path_beg /a }",
    "acl has_token hdr(X-Key) k7\n RULE if { path_beg /a1 } or has_token",
    "acl authed hdr(X-Key) k7\n RULE if { path_beg /a1 } or authed",
    "acl t hdr(X-Key) k7\n RULE if t || { hdr(X-Token) x } || { path_beg /b2 }",
    "RULE if { hdr(X-Plan) basic premium } or { path_beg /a }",
    "RULE unless { hdr(X-Token) -m beg Bearer } !{ path_beg /a }",
    "acl basic_users path_beg /b\n RULE if basic_users or { path_beg /a1 }",
    "acl basic_users path_beg /b\n RULE if basic_users METH_GET",
    "RULE if { urlp(grant_type) password } or { path_beg /a }",
    "acl password path_beg /b\n RULE if password METH_GET or { path_beg /a1 }",
};

Requests with_words() {
  Requests all = requests();
  for (std::size_t i = 0; i < all.size(); ++i) {
    all[i].headers.emplace_back("X-Words", i % 3 == 0   ? "two words"
                                           : i % 3 == 1 ? "words"
                                                        : "back\\slash");
    all[i].headers.emplace_back("X-Token", "Bearer of " + std::to_string(i % 5));
  }
  all[3].source = "127.0.0.9";
  return all;
}

void expect_same(const std::string& condition, const std::string& rule, bool frontend) {
  std::string lines = condition;
  lines.replace(lines.find("RULE"), 4, rule);
  std::string config;
  const Picks theirs = of_program(frontend ? Rules{lines, balance} : Rules{"", balance + lines},
                                  with_words(), config);
  const auto ours = of_model(config, with_words());
  ASSERT_TRUE(ours) << ours.error().message << config;
  EXPECT_EQ(*ours, theirs) << config;
}

TEST(Acl, SaysWhoIsAnswered) {
  for (const char* condition : conditions)
    for (const bool frontend : {true, false}) expect_same(condition, "http-request deny", frontend);
}

TEST(Acl, SaysWhoGoesToAServer) {
  for (const char* condition : conditions) expect_same(condition, "use-server s3", false);
}

TEST(Acl, SaysWhoIsHeld) {
  for (const char* condition : conditions)
    expect_same(condition, "stick-table type string size 1k\n stick on hdr(Via)", false);
}

// Those of a defaults section are its own, the predefined ones that its lines add to as well.
TEST(Acl, OfADefaultsSectionHasTheLinesOfThatSection) {
  if (running_version() < model::Version{2, 5, 0}) GTEST_SKIP() << "no rules in defaults";
  const Rules rules{"", std::string(balance) + "acl FALSE path_beg /a\n acl x path_beg /b2", "http",
                    "http-request deny if FALSE\n acl FALSE path_beg /b1"};
  std::string config;
  const Picks theirs = of_program(rules, requests(), config);
  const auto ours = of_model(config, requests());
  ASSERT_TRUE(ours) << ours.error().message << config;
  EXPECT_EQ(*ours, theirs) << config;
  EXPECT_EQ(theirs[0], "s1") << "begins with /a, of which the section alone speaks";
  EXPECT_EQ(theirs[1], "-");
}

// What an action takes may be called as what begins a condition.
TEST(Acl, TheConditionStandsBehindTheActionsOwnWords) {
  for (const char* rule :
       {"http-request set-header X-Mode if if { path_beg /a }\n balance hdr(X-Mode)",
        "http-request add-header if x\n balance roundrobin",
        "http-request redirect location if if { path_beg /a }\n balance roundrobin",
        "redirect location unless unless { path_beg /a }\n balance roundrobin",
        "http-request return status 200 content-type text/plain string if if { path_beg /b1 }\n"
        " balance roundrobin"}) {
    std::string config;
    const Picks theirs = of_program({"", rule}, requests(), config);
    const auto ours = of_model(config, requests());
    if (std::string_view(rule).find("hdr(X-Mode)") != std::string_view::npos) {
      EXPECT_FALSE(ours) << config;  // changed before
      continue;
    }
    ASSERT_TRUE(ours) << ours.error().message << config;
    EXPECT_EQ(*ours, theirs) << config;
  }
}

TEST(Acl, AnEmptyCookieAtTheVeryEndIsNone) {
  Requests all;
  for (const char* cookies : {"S=", "S= ", "S=; T=1", "T=1; S=", "T=1;S=", "T=1;S=;", "S=,",
                              " S=", "T=1; S =", "T=1;S =", "T=1; ;S=", "S", "S=x", "T=1;S=x"}) {
    all.push_back(requests()[0]);
    all.back().cookies.clear();
    all.back().headers.emplace_back("Cookie", cookies);
  }
  for (const char* rule :
       {"http-request deny if { cook(S) -m found }", "use-server s2 if { cook(S) -m found }",
        "stick-table type string size 1k\n stick on cook(S)"}) {
    std::string config;
    const Picks theirs = of_program({"", balance + std::string(rule)}, all, config);
    const auto ours = of_model(config, all);
    ASSERT_TRUE(ours) << ours.error().message;
    EXPECT_EQ(*ours, theirs) << config;
  }
  Requests one{requests()[0]};
  one[0].cookies = {{"S", ""}};
  std::string config;
  const Picks theirs = of_program(
      {"", std::string(balance) + "http-request deny if { cook(S) -m found }"}, one, config);
  EXPECT_EQ(*of_model(config, one), theirs);
}

// A section's names are its own.
TEST(Acl, OfTheFrontendIsNotThatOfThePool) {
  std::string config;
  const Rules rules{"acl a path_beg /a\n http-request deny if a",
                    std::string(balance) + "acl a path_beg /b1\n use-server s2 if a"};
  const Picks theirs = of_program(rules, requests(), config);
  const auto ours = of_model(config, requests());
  ASSERT_TRUE(ours) << ours.error().message;
  EXPECT_EQ(*ours, theirs);
}

TEST(Acl, ThatIsNotEvaluatedIsSaid) {
  for (const char* rule : {"use-server s2 if a", "http-request deny if METH_GET a"}) {
    std::string config;
    const Rules rules{"",
                      balance + std::string("acl a path_beg /b\n acl a path_reg ^/a1\n ") + rule};
    of_program(rules, requests(), config);
    const auto ours = of_model(config, requests());
    ASSERT_FALSE(ours) << config;
    EXPECT_NE(ours.error().message.find("the test \"path_reg ^/a1\" of acl a (line "),
              std::string::npos)
        << ours.error().message;
  }
}

// What it looks at may be changed before, as in any condition.
TEST(Acl, OfAPartThatARuleChangesIsRefused) {
  const std::string acl = "http-request set-header Via x\n acl x hdr(via) x\n ";
  std::string config;
  of_program({"", balance + acl + "use-server s2 if x"}, requests(), config);
  EXPECT_FALSE(of_model(config, requests()));
  of_program({"", balance + acl + "use-server s2 if METH_GET"}, requests(), config);
  EXPECT_TRUE(of_model(config, requests()));
}

}  // namespace
}  // namespace ek::differential
