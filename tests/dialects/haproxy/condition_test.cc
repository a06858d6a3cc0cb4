// Conditions, by table and against the real program.
#include "dialects/haproxy/condition.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "reading.h"
#include "rig/haproxy.h"

namespace ek::dialects::haproxy {
namespace {

std::string verdict(std::string_view text, model::Version version = {2, 6, 12}) {
  const Environment names({{"SET", "yes"}, {"EMPTY", ""}}, version);
  const Verdict out = evaluate_condition(text, names, version);
  if (!out.error.empty()) return "error";
  return std::string(out.value ? "true" : "false") + (out.assumptions.empty() ? "" : " assumed");
}

TEST(Condition, Table) {
  EXPECT_EQ(verdict(""), "false");
  EXPECT_EQ(verdict("0"), "false");
  EXPECT_EQ(verdict("1"), "true");
  EXPECT_EQ(verdict("-3"), "true");
  EXPECT_EQ(verdict("!1"), "false");
  EXPECT_EQ(verdict("!!1"), "true");
  EXPECT_EQ(verdict("defined(SET)"), "true");
  EXPECT_EQ(verdict("defined(EMPTY)"), "true");
  EXPECT_EQ(verdict("defined(NONE)"), "false assumed");
  EXPECT_EQ(verdict("streq(a,a) && strneq(a,b)"), "true");
  EXPECT_EQ(verdict("streq(a,\"a\")"), "true");
  EXPECT_EQ(verdict("streq(a, a)"), "false");  // the blank belongs to the argument
  EXPECT_EQ(verdict("strstr(abc,b)"), "true");
  EXPECT_EQ(verdict("1 && 0 || 1"), "true");
  EXPECT_EQ(verdict("1 && (0 || 0)"), "false");
  EXPECT_EQ(verdict("feature(OPENSSL)"), "true assumed");
  EXPECT_EQ(verdict("enabled(KQUEUE)"), "false assumed");
  EXPECT_EQ(verdict("foo(x)"), "error");
  EXPECT_EQ(verdict("foo"), "error");
  EXPECT_EQ(verdict("(1"), "error");
  EXPECT_EQ(verdict("1 1"), "error");
  EXPECT_EQ(verdict("streq(a)"), "error");
}

TEST(Condition, Versions) {
  EXPECT_EQ(verdict("version_atleast(2.6)"), "true");
  EXPECT_EQ(verdict("version_atleast(2.6.13)"), "false");
  EXPECT_EQ(verdict("version_before(2.6.12)"), "false");
  EXPECT_EQ(verdict("version_before(3.0)"), "true");
  EXPECT_EQ(verdict("version_atleast(3.0-dev5)", {3, 0, 0}), "true");
  EXPECT_EQ(verdict("version_before(3.0-dev5)", {3, 0, 0}), "false");
}

TEST(Condition, DeepParenthesesAreRefusedNotFollowed) {
  EXPECT_EQ(verdict(std::string(100'000, '(') + "1"), "error");
  EXPECT_EQ(verdict(std::string(100'000, '!') + "1"), "true");
}

TEST(Condition, AgreesWithTheRealProgram) {
  const char* conditions[] = {"0",
                              "1",
                              "!0",
                              "! 1",
                              "1 || 0 && 0",
                              "(1 || 0) && 0",
                              "!(1 && 0)",
                              "streq(a,a)",
                              "streq(a, a)",
                              "strneq(a,b)",
                              "streq(\\\"a b\\\",\"a b\")",
                              "version_atleast(2.4)",
                              "version_before(2.7-dev1)",
                              "version_atleast(2.6.13)",
                              "version_before(99)",
                              "feature(OPENSSL)",
                              "!feature(OPENSSL)",
                              "feature(LUA) && feature(THREAD)",
                              "feature(NOSUCH)",
                              "defined(EVENKEEL_NOT_SET)",
                              "42",
                              "00",
                              "1 && 1 && 1 && 0",
                              "0 || 0 || 1",
                              "((((1))))",
                              "\"\""};
  std::string text;
  for (const char* condition : conditions)
    text += fmt::format(".if {}\n.notice yes\n.else\n.notice no\n.endif\n", condition);
  const auto real = rig::haproxy_check(text);
  ASSERT_TRUE(real) << real.error();
  const Reading reading = read(text);
  for (std::size_t i = 0; i < std::size(conditions); ++i) {
    const bool yes = real->output.find(fmt::format(":{}]: 'yes'", 5 * i + 2)) != std::string::npos;
    const bool no = real->output.find(fmt::format(":{}]: 'no'", 5 * i + 4)) != std::string::npos;
    ASSERT_NE(yes, no) << conditions[i] << "\n" << real->output;
    EXPECT_NE(said(reading).find(fmt::format(":{}: the configuration says: {}",
                                             5 * i + (yes ? 2 : 4), yes ? "yes" : "no")),
              std::string::npos)
        << conditions[i] << "\n"
        << said(reading);
  }
}

TEST(Condition, SwitchesLinesOffAndKeepsThem) {
  const char* text =
      "global\n setenv MODE b\n.if streq(\"$MODE\",a)\n maxconn 1\n.elif streq(\"$MODE\",b)\n "
      "maxconn 2\n"
      ".else\n maxconn 3\n.endif\n";
  const Reading reading = read(text);
  EXPECT_EQ(printed(reading), text);
  EXPECT_EQ(reading.config.maxconn.value, 2u);
  EXPECT_EQ(reading.config.maxconn.at.line, 6u);
  std::string active;
  for (const text::Node* node = reading.tree.files()[0]->first_child->first_child; node != nullptr;
       node = node->next)
    active += node->active ? '1' : '0';
  EXPECT_EQ(active, "11011101");
}

TEST(Condition, MisplacedDirectives) {
  EXPECT_EQ(said(read(".endif\n")), "error:1: .endif without an .if before it\n");
  EXPECT_EQ(said(read(".if 1\n")), "error:1: this .if has no .endif\n");
  EXPECT_EQ(said(read(".else\n.elif 1\n")),
            "error:1: .else without an .if before it\nerror:2: .elif without an .if before it\n");
  EXPECT_EQ(said(read(".if 0\n.else\n.elif 1\n.endif\n")), "error:3: .elif after .else\n");
  EXPECT_EQ(said(read(".what x\n")), "error:1: there is no directive \".what\"\n");
  EXPECT_EQ(said(read(".alert \"stop here\"\n")), "error:1: the configuration says: stop here\n");
}

}  // namespace
}  // namespace ek::dialects::haproxy
