// What the answer depends on beside the files: agents and state files.
#include <gtest/gtest.h>

#include "reading.h"

namespace ek::dialects::haproxy {
namespace {

std::string given(const Reading& reading, std::size_t pool) {
  std::string all;
  for (const model::Dependency& one : reading.config.pools.at(pool).depends)
    all += (all.empty() ? "" : "; ") + one.given;
  return all;
}

TEST(Dependencies, AgentsAreToldOnceAPool) {
  const auto reading = read(
      "backend one\n server x 10.0.0.1:80 agent-check agent-port 9\n server y 10.0.0.2:80\n"
      "backend all\n default-server agent-check agent-port 9\n server x 10.0.0.1:80\n"
      " server y 10.0.0.2:80\n server z 10.0.0.3:80 no-agent-check\n");
  ASSERT_EQ(reading.config.pools.size(), 2u);
  ASSERT_EQ(reading.config.pools[0].depends.size(), 1u);
  EXPECT_EQ(reading.config.pools[0].depends[0].what,
            "the agent of x may change its weight, drain it or take it down");
  EXPECT_EQ(reading.config.pools[0].depends[0].at.line, 2u);
  ASSERT_EQ(reading.config.pools[1].depends.size(), 1u);
  EXPECT_EQ(
      reading.config.pools[1].depends[0].what,
      "the agents of 2 servers (x, …) may change their weights, drain them or take them down");
  EXPECT_EQ(given(reading, 1), "agents that change nothing");
}

TEST(Dependencies, AStateFileIsInheritedUnlessSaidOtherwise) {
  const auto reading = read(
      "defaults\n load-server-state-from-file global\n"
      "backend a\n server x 10.0.0.1:80\n"
      "backend b\n load-server-state-from-file none\n server x 10.0.0.1:80\n"
      "backend c\n");
  EXPECT_EQ(given(reading, 0), "a state file that changes nothing");
  EXPECT_EQ(given(reading, 1), "");
  EXPECT_EQ(given(reading, 2), "") << "nothing to load anything for";
}

// A name is one server whatever it resolves to, so only a ring of addresses depends on it.
TEST(Dependencies, NamesMatterWhereAddressesDecide) {
  const std::string servers = " server x a.example.org:80\n server y b.example.org:80\n";
  EXPECT_EQ(given(read("backend b\n balance roundrobin\n" + servers), 0), "");
  EXPECT_TRUE(read("backend b\n balance source\n" + servers).config.pools[0].depends.empty());
  const auto ring =
      read("backend b\n balance source\n hash-type consistent\n default-server hash-key addr\n" +
               servers,
           {model::Version{3, 0, 0}, {}});
  EXPECT_EQ(given(ring, 0), "a ring made of the ids of servers whose addresses are not known");
}

std::string role_of(const std::string& lines, const std::string& server = "check") {
  const auto reading = read("backend b\n" + lines + " server x 10.0.0.1:80 " + server +
                            "\n server y 10.0.0.2:80 " + server + "\n");
  const model::Role& role = reading.config.pools.at(0).role.value;
  EXPECT_EQ(given(reading, 0), role.word.empty() ? "" : "every server passing its health check");
  return role.word.empty() ? "" : role.word + (role.one ? "" : ", all but one");
}

TEST(Dependencies, AHealthCheckMayAskForARole) {
  EXPECT_EQ(role_of(" option httpchk OPTIONS /master\n"), "master");
  EXPECT_EQ(role_of(" option httpchk /primary\n"), "primary");
  EXPECT_EQ(role_of(" option httpchk\n http-check send meth GET uri /leader\n"), "leader");
  EXPECT_EQ(role_of(" option httpchk GET /read-write HTTP/1.1\n"), "read-write");
  EXPECT_EQ(role_of(" option httpchk\n http-check expect string Writer\n"), "writer");
  EXPECT_EQ(role_of(" option tcp-check\n tcp-check expect string role:master\n"), "master");
  EXPECT_EQ(role_of(" option httpchk GET /replica\n"), "replica, all but one");
}

TEST(Dependencies, AWordThatIsNoRoleIsNone) {
  EXPECT_EQ(role_of(" option httpchk GET /health\n"), "");
  EXPECT_EQ(role_of(" option httpchk GET /masterdata/leaderboard/primary-key\n"), "");
  EXPECT_EQ(role_of(" option httpchk\n http-check expect ! string master\n"), "") << "turned round";
  EXPECT_EQ(role_of(" tcp-check expect string role:master\n"), "") << "without option tcp-check";
  EXPECT_EQ(role_of(" option mysql-check\n http-check expect string master\n"), "");
  EXPECT_EQ(role_of(" option httpchk GET /master\n", ""), "") << "nobody is checked";
  EXPECT_EQ(role_of(" option httpchk GET /master\n option httpchk GET /health\n"), "");
}

}  // namespace
}  // namespace ek::dialects::haproxy
