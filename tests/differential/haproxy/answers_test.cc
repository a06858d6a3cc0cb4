// Answers of the servers that decide about picks, against the running program: what is tried again
// elsewhere, and who asks for NTLM.
#include <gtest/gtest.h>

#include "dialects/dialect.h"
#include "differential/haproxy/answered_run.h"
#include "differential/haproxy/version.h"
#include "predict/rests_on.h"
#include "predict/simulation.h"
#include "rig/client.h"

namespace ek::differential {
namespace {

struct Told {
  Picks picks;
  std::string given;  // what our picks would rest on
};

// Of requests over one connection, the first server's answers being `first`.
Told run(const std::string& lines, rig::BackendOptions first) {
  rig::Backends backends;
  backends.add(std::move(first));
  for (int i = 0; i < 2; ++i) backends.add();
  auto options = options_of({"", "balance roundrobin\n " + lines}, backends);
  options.frontends[0].bind_options.clear();
  const auto lb = rig::Haproxy::start(std::move(options));
  if (!lb) return ADD_FAILURE() << lb.error(), Told{};
  rig::Client client(lb->endpoint());
  const auto picks = client.picks(7);
  if (!picks) return ADD_FAILURE() << picks.error(), Told{};
  const auto reading =
      dialects::find("haproxy")->read_text("haproxy.cfg", lb->config_text(), as_running());
  const predict::Context context{reading.config.program, *reading.config.pool("app")};
  return {*picks, predict::picks_rest_on(context, {})};
}

const Picks in_turn{"s1", "s2", "s3", "s1", "s2", "s3", "s1"};

TEST(Answers, ThatAreTriedAgainElsewhereTakeTurns) {
  for (const char* lines : {"retry-on 503\n option redispatch",
                            "retry-on all-retryable-errors\n option redispatch 1"}) {
    const Told again = run(lines, {.status = 503});
    EXPECT_NE(again.picks, in_turn) << lines;
    EXPECT_NE(again.given.find("retry-on, line "), std::string::npos) << again.given;
    EXPECT_EQ(run(lines, {}).picks, in_turn) << lines;
  }
  for (const char* lines :
       {"option redispatch", "retry-on 503", "retry-on 503\n option redispatch\n retries 0",
        "retry-on conn-failure\n option redispatch"}) {
    const Told once = run(lines, {.status = 503});
    EXPECT_EQ(once.picks, in_turn) << lines;
    EXPECT_EQ(once.given, "") << lines;
  }
}

// As docs/guides/requests.md says.
TEST(Answers, ThatAskForNtlmKeepTheConnectionWithItsServer) {
  for (const char* scheme : {"NTLM", "Negotiate"}) {
    const std::string header = std::string("WWW-Authenticate: ") + scheme;
    EXPECT_EQ(run("", {.status = 401, .header = header}).picks, Picks(7, "s1"));
  }
  EXPECT_EQ(run("", {.status = 401, .header = "WWW-Authenticate: Basic realm=x"}).picks, in_turn);
}

}  // namespace
}  // namespace ek::differential
