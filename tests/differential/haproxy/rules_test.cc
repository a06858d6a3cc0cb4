// Rules that act on a request before a server is chosen, against the running program: what changes
// an input that is looked at is refused, what does not changes nothing, and what answers a request
// takes no turn.
#include <gtest/gtest.h>

#include "differential/haproxy/answered_run.h"
#include "differential/haproxy/version.h"
#include "rig/connection.h"

namespace ek::differential {
namespace {

// The pool's lines, and a rule of each section that changes what they look at.
struct Meeting {
  const char* pool;
  const char* rule;
};

constexpr Meeting meetings[] = {
    {"balance uri", "http-request set-path /fixed"},
    {"balance uri", "http-request set-uri /fixed"},
    {"balance uri", "http-request set-pathq /fixed"},
    {"balance uri", "http-request replace-uri .* /fixed"},
    {"balance uri", "http-request replace-path .* /fixed"},
    {"balance uri", "http-request set-path /fixed if { path_beg /a }"},
    {"balance url_param p", "http-request set-query p=1"},
    {"balance url_param p", "http-request set-path /x?p=1&"},
    {"balance hdr(X-Key)", "http-request set-header X-Key one"},
    {"balance hdr(x-key)", "http-request del-header X-Key"},
    {"balance hdr(X-Key)", "http-request del-header X- -m beg"},
    {"balance hdr(X-Key)", "http-request replace-header X-Key .* one"},
    {"balance hdr(X-Key)", "http-request replace-value X-Key .* one"},
    {"balance hdr(X-New)", "http-request add-header X-New %[path]"},
    {"balance hash req.hdr(X-Key)", "http-request add-header X-Key one"},
    {"balance hdr(Host)", "http-request set-uri http://one.example/"},
    {"balance hdr(X-Forwarded-For)", "option forwardfor"},
    {"balance hdr(X-Client)", "option forwardfor header X-Client"},
    {"balance source",
     "http-request set-src req.hdr(X-None),ipmask(8) if FALSE\n http-request set-src "
     "hdr(Via),length,add(16909060)"},
    {"balance roundrobin\n use-server s2 if { path_beg /a }", "http-request set-path /fixed"},
    {"balance roundrobin\n use-server s2 if { hdr(Via) x }", "http-request set-header Via x"},
    {"balance roundrobin\n stick-table type string size 10k\n stick on hdr(X-Key)",
     "http-request set-header X-Key one"},
    {"balance roundrobin\n stick-table type string size 10k\n stick on req.cook(S)",
     "http-request del-header Cookie"},
};

class Met : public testing::TestWithParam<bool> {};  // in the frontend

TEST_P(Met, ARuleThatChangesWhatIsLookedAtIsRefused) {
  for (const Meeting& meeting : meetings) {
    if (!running_takes(meeting.pool)) continue;
    const Rules without{"", meeting.pool};
    const Rules with = GetParam() ? Rules{meeting.rule, meeting.pool}
                                  : Rules{"", std::string(meeting.pool) + "\n" + meeting.rule};
    std::string config, plain;
    const Picks theirs = of_program(with, requests(), config);
    const Picks else_theirs = of_program(without, requests(), plain);
    EXPECT_NE(theirs, else_theirs) << "the rule makes no difference here:\n" << config;
    const auto ours = of_model(config, requests());
    ASSERT_FALSE(ours) << config;
    EXPECT_NE(ours.error().message.find("line "), std::string::npos) << ours.error().message;
    const auto else_ours = of_model(plain, requests());
    ASSERT_TRUE(else_ours) << else_ours.error().message << plain;
    EXPECT_EQ(*else_ours, else_theirs) << plain;
  }
}

// A proxy in front says who the client is only after the rules of connections.
TEST(Rules, BehindAProxyTheConnectionIsThatOfTheProxy) {
  const Rules rules{"tcp-request connection reject if { src 10.0.0.0/8 }", "balance roundrobin"};
  std::string config;
  const Picks theirs = of_program(rules, requests(), config);
  EXPECT_EQ(std::count(theirs.begin(), theirs.end(), "-"), 0);
  EXPECT_FALSE(of_model(config, requests()));
  const auto direct = config.find("accept-proxy");
  ASSERT_NE(direct, std::string::npos);
  const auto ours = of_model(config.erase(direct, 12), requests());
  ASSERT_TRUE(ours) << ours.error().message;
  EXPECT_EQ(*ours, Picks(requests().size(), "-"));
}

// In a listen section, too.
TEST(Rules, BehindAProxyTheConnectionOfAListenSectionIsThatOfTheProxy) {
  const auto config = [](const char* options) {
    return std::string("defaults\n mode http\nlisten app\n bind :1 ") + options +
           "\n acl from_lb src 10.0.0.0/8\n tcp-request connection reject if !from_lb\n"
           " balance roundrobin\n server s1 127.0.0.1:1\n server s2 127.0.0.1:2\n";
  };
  EXPECT_FALSE(of_model(config("accept-proxy"), requests()));
  EXPECT_TRUE(of_model(config(""), requests()));
}

// Before 3.2 some releases never run them unless the section has one of its own.
TEST(Rules, OfConnectionsInTheDefaultsAloneMayBeForgotten) {
  for (const char* set : {"connection", "session"}) {
    const auto config = [&](const std::string& own) {
      return std::string("defaults d\n mode http\n tcp-request ") + set +
             " reject if { src 10.0.0.0/8 }\ndefaults e\n mode http\nfrontend f from d\n bind "
             ":1\n" +
             own +
             " default_backend app\nbackend app\n mode http\n balance roundrobin\n"
             " server s1 127.0.0.1:1\n server s2 127.0.0.1:2\n";
    };
    const auto alone = of_model(config(""), requests());
    if (running_version() < model::Version{3, 2, 0}) {
      ASSERT_FALSE(alone);
      EXPECT_NE(alone.error().message.find("in the defaults alone"), std::string::npos)
          << alone.error().message;
    } else {
      ASSERT_TRUE(alone) << alone.error().message;
      EXPECT_EQ(*alone, Picks(requests().size(), "-"));
    }
    const auto ours = of_model(
        config(std::string(" tcp-request ") + set + " accept if { src 9.9.9.9 }\n"), requests());
    ASSERT_TRUE(ours) << ours.error().message;
    EXPECT_EQ(*ours, Picks(requests().size(), "-"));
  }
}

// Bad requests get no server, whatever the rules say.
TEST(Rules, ARequestThatIsRefusedIsNoPick) {
  const auto asked = [](const char* target, const char* host) {
    Requests one{requests()[0]};
    one[0].target = target;
    one[0].host = host;
    return one;
  };
  for (const auto& one :
       {asked("http://a.example/", "b.example"), asked("http://a.example:81/", "a.example")}) {
    std::string config;
    EXPECT_EQ(of_program({"", "balance roundrobin"}, one, config), Picks{"-"});
    EXPECT_FALSE(of_model(config, one));
  }
  std::string config;
  const auto same = asked("http://a.example/", "A.Example");
  const Picks theirs = of_program({"", "balance roundrobin"}, same, config);
  EXPECT_EQ(*of_model(config, same), theirs);
  EXPECT_FALSE(of_model(config, asked("/a#x", "b")));  // by release: 400 of Debian's 2.6.12
}

TEST(Rules, AHeaderOfTheProgramsOwnIsNotThatOfTheClient) {
  const Rules rules{"unique-id-format %ci\n unique-id-header X-Id", "balance hdr(X-Id)"};
  std::string config, plain;
  EXPECT_NE(of_program(rules, requests(), config),
            of_program({"", rules.backend}, requests(), plain));
  EXPECT_FALSE(of_model(config, requests()));
  EXPECT_TRUE(of_model(plain, requests()));
}

INSTANTIATE_TEST_SUITE_P(Section, Met, testing::Bool(), [](const auto& section) {
  return section.param ? "Frontend" : "Backend";
});

// In mode tcp a client that says nothing first has no path: its request takes turns. One that does
// is there in time or not (2.6.12, measured: some of the time without tcp-request inspect-delay).
TEST(Rules, InTcpModeThereIsNoHttpToLookAt) {
  for (const char* pool :
       {"balance hash path", "balance roundrobin\n use-server s3 unless { path_beg /a }",
        "balance roundrobin\n stick-table type string size 10k\n stick on path"}) {
    if (!running_takes(pool)) continue;
    rig::Backends backends;
    backends.add_many(servers, {.speaks = rig::Speaks::tcp});
    auto options = options_of({"", pool, "tcp"}, backends);
    options.frontends[0].bind_options.clear();
    const auto lb = rig::Haproxy::start(std::move(options));
    ASSERT_TRUE(lb) << lb.error();
    Picks theirs;
    for (std::size_t i = 0; i < 2 * servers; ++i) {
      auto connection = rig::Connection::open(lb->endpoint());
      ASSERT_TRUE(connection) << connection.error();
      theirs.push_back(connection->read_line().value_or("?"));
    }
    const Requests silent(theirs.size());
    EXPECT_FALSE(of_model(lb->config_text(), silent)) << lb->config_text();
    if (std::string_view(pool).find("use-server") != std::string_view::npos) continue;
    EXPECT_EQ(Picks(theirs.begin(), theirs.begin() + servers),
              Picks(theirs.begin() + servers, theirs.end()));
    EXPECT_NE(theirs[0], theirs[1]);
  }
}

// What touches nothing that is looked at, and what answers: pick for pick.
TEST(Rules, WhatTouchesNothingThatIsLookedAtChangesNothing) {
  for (const Meeting& meeting : std::initializer_list<Meeting>{
           {"balance uri", "http-request set-query x=1"},
           {"balance uri", "http-request set-header X-Key one"},
           {"balance uri", "http-request set-src hdr(Via),length,add(16909060)"},
           {"balance source", "http-request set-path /fixed"},
           {"balance source", "option forwardfor"},
           {"balance url_param p", "http-request set-path /fixed"},
           {"balance hdr(X-Key)", "http-request set-header X-Other %[path]"},
           {"balance hdr(X-Key)", "http-request set-uri /fixed"},
           {"balance roundrobin", "http-request set-uri /fixed"},
           {"balance hash method", "http-request set-method POST"},
           {"balance roundrobin\n use-server s2 if { method PUT }", "http-request set-method PUT"},
           {"balance roundrobin", "http-request set-var(txn.a) path"},
           {"balance roundrobin\n use-server s2 if { path_beg /a }",
            "http-request set-header Via x"},
           {"balance uri", "http-request set-path /fixed if FALSE"},
       })
    for (const bool frontend : {true, false}) {
      if (!running_takes(meeting.pool)) continue;
      const Rules rules = frontend ? Rules{meeting.rule, meeting.pool}
                                   : Rules{"", std::string(meeting.pool) + "\n" + meeting.rule};
      std::string config;
      const Picks theirs = of_program(rules, requests(), config);
      const auto ours = of_model(config, requests());
      ASSERT_TRUE(ours) << ours.error().message << config;
      EXPECT_EQ(*ours, theirs) << config;
    }
}

// Rules by which HAProxy answers, in one section or the other.
constexpr const char* answering[] = {
    "http-request deny if { path_beg /a1 }",
    "http-request return status 200 content-type text/plain string ok if { path_beg /b }",
    "http-request redirect location /r if { hdr(Via) x }",
    "http-request tarpit if { path_beg /a1 }\n timeout tarpit 1",
    "http-request reject if { method PUT }",
    "redirect location /r unless { path_beg /a }",
    "http-request allow if { path_beg /a1 }\n http-request deny if { path_beg /a }",
    "http-request allow if { path_beg /a }\n redirect location /r if { path_beg /a1 }",
    "http-request deny\n http-request allow if { path_beg /a }",
    "http-request allow\n http-request deny",
    "tcp-request content reject if { path_beg /a1 }",
    "tcp-request content accept if { path_beg /a1 }\n tcp-request content reject if { path_beg /a "
    "}",
    "tcp-request content reject if { src 10.0.4.0/22 }",
    "tcp-request content accept if { path_beg /a }\n http-request deny if { path_beg /a2 }",
    "stats uri /a1",
    "stats enable\n stats uri /b",
    "stats uri /b\n http-request deny if { path_beg /a }",
    "http-request set-header X-Other 1\n http-request deny if { hdr(Via) x }",
    "http-request deny if { path_beg /a1 }\n http-request set-path /fixed",
    "option forwardfor\n http-request deny if { hdr(X-Forwarded-For) -m found }",
};

TEST(Rules, WhatIsAnsweredTakesNoTurn) {
  for (const char* rules : answering)
    for (const bool frontend : {true, false}) {
      std::string config;
      const std::string balance = "balance roundrobin";
      const Picks theirs = of_program(
          frontend ? Rules{rules, balance} : Rules{"", balance + "\n" + rules}, requests(), config);
      const auto ours = of_model(config, requests());
      ASSERT_TRUE(ours) << ours.error().message << config;
      EXPECT_EQ(*ours, theirs) << config;
    }
}

TEST(Rules, WhatAFrontendAloneAnswersTakesNoTurn) {
  Requests some = requests();
  for (const char* target :
       {"/health", "/health?x", "/healthy", "/Health", "http://h/health", "/"}) {
    some.push_back(some.front());
    some.back().target = target;
    some.back().host = "h";
  }
  some.push_back(some.back());
  some.back().target = "/haproxy?stats;csv";
  for (const char* rules :
       {"monitor-uri /health", "tcp-request connection reject",
        "tcp-request session reject if { src 10.0.4.0/22 }", "stats hide-version",
        "tcp-request session accept if { src 10.0.4.0/22 }\n tcp-request session reject"}) {
    std::string config;
    const Picks theirs = of_program({rules, "balance roundrobin"}, some, config);
    const auto ours = of_model(config, some);
    ASSERT_TRUE(ours) << ours.error().message << config;
    EXPECT_EQ(*ours, theirs) << config;
  }
}

TEST(Rules, WhoIsAnsweredMustBeKnown) {
  for (const char* rules : {
           "http-request deny if { rand(2) 1 }",
           "http-request deny if { hdr_reg(Via) ^x }",
           "http-request set-path /a1\n http-request deny if { path_beg /a1 }",
           "http-request set-header Via x\n redirect location /r if { hdr(Via) x }",
           "http-request allow if { rand(2) 1 }\n http-request deny if { path_beg /a }",
           "http-request set-path /st\n stats uri /st",
           "http-request cache-use c",
       })
    EXPECT_FALSE(
        of_model("cache c\n total-max-size 4\nfrontend fe\n mode http\n bind :80\n "
                 "default_backend app\nbackend app\n mode http\n balance roundrobin\n " +
                     std::string(rules) + "\n server s1 127.0.0.1:1\n",
                 requests()))
        << rules;
}

TEST(Rules, OfSeveralListenersOneMayAnswer) {
  const std::string config =
      "frontend a\n mode http\n bind :80\n http-request deny if { path_beg /a }\n "
      "default_backend app\nfrontend b\n mode http\n bind :81\n default_backend app\nbackend app\n "
      "mode http\n balance roundrobin\n server s1 127.0.0.1:1\n";
  EXPECT_FALSE(of_model(config, requests()));
}

}  // namespace
}  // namespace ek::differential
