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

}  // namespace
}  // namespace ek::dialects::haproxy
