// Servers that start disabled because of their section, or of the server that they track.
#include <gtest/gtest.h>

#include "reading.h"

namespace ek::dialects::haproxy {
namespace {

// Each server as "pool/name=up", or with the line that disables it.
std::string states(const Reading& reading) {
  std::string out;
  for (const model::Pool& pool : reading.config.pools)
    for (const model::Server& server : pool.servers)
      out += pool.name + "/" + server.name +
             (server.disabled.value ? "=" + std::to_string(server.disabled.at.line) : "=up") + " ";
  return out;
}

TEST(Maintenance, ADisabledSectionDisablesItsServers) {
  const Reading reading = read(R"(backend app
  disabled
  server a 10.0.0.1:80
  server b 10.0.0.2:80 disabled
  server c 10.0.0.3:80 enabled
listen shop
  bind :80
  server a 10.0.0.1:80
  disabled
backend again
  disabled
  enabled
  server a 10.0.0.1:80
)");
  EXPECT_EQ(states(reading), "app/a=2 app/b=4 app/c=2 shop/a=9 again/a=up ");
  EXPECT_TRUE(reading.config.pools[0].disabled.value);  // rules ask the section
  EXPECT_EQ(reading.config.pools[0].servers[0].disabled.origin, model::Origin::inherited);
  EXPECT_EQ(reading.config.pools[0].servers[1].disabled.origin, model::Origin::set);
}

TEST(Maintenance, DisabledIsInheritedFromDefaults) {
  const Reading reading = read(R"(defaults
  disabled
backend app
  server a 10.0.0.1:80
backend other
  enabled
  server a 10.0.0.1:80
defaults
backend fresh
  server a 10.0.0.1:80
)");
  EXPECT_EQ(states(reading), "app/a=2 other/a=up fresh/a=up ");
}

// As "show servers state" of 2.6 has them.
TEST(Maintenance, MaintenanceIsTracked) {
  const Reading reading = read(R"(listen l
  bind :80
  server early 10.0.0.1:80 track root enabled
  server chained 10.0.0.2:80 track middle
  server middle 10.0.0.3:80 track root
  server root 10.0.0.4:80 check disabled
  server elsewhere 10.0.0.5:80 track hc/b
  server up 10.0.0.6:80 track hc/a
  server-template t 2 10.0.0.7:80 track hc/b
backend hc
  server a 10.0.1.1:80 check
  server b 10.0.1.2:80 check disabled
)");
  EXPECT_EQ(states(reading),
            "l/early=3 l/chained=4 l/middle=5 l/root=6 l/elsewhere=7 l/up=up l/t1=9 l/t2=9 "
            "hc/a=up hc/b=12 ");
  EXPECT_EQ(said(reading), "");
  EXPECT_EQ(reading.config.pools[0].servers[0].disabled.origin, model::Origin::inherited);
}

TEST(Maintenance, AServerDisabledOnTheWayHandsNothingDown) {
  const Reading reading = read(R"(backend b
  server leaf 10.0.0.1:80 track middle
  server middle 10.0.0.2:80 track root disabled
  server root 10.0.0.3:80 check disabled
  server follower 10.0.0.4:80 track own
  server own 10.0.0.5:80 disabled track healthy
  server healthy 10.0.0.6:80 check
)");
  EXPECT_EQ(states(reading), "b/leaf=up b/middle=3 b/root=4 b/follower=up b/own=6 b/healthy=up ");
}

TEST(Maintenance, ADisabledSectionIsTrackedByItsServersOwnWords) {
  const Reading reading = read(R"(backend b
  server plain 10.0.0.1:80 track off/a
  server ends 10.0.0.2:80 track off/b
  server beyond 10.0.0.3:80 track off/c
backend off
  disabled
  server a 10.0.1.1:80 check
  server b 10.0.1.2:80 check disabled
  server c 10.0.1.3:80 track b
)");
  EXPECT_EQ(states(reading), "b/plain=up b/ends=3 b/beyond=up off/a=6 off/b=8 off/c=6 ");
}

TEST(Maintenance, TracksThatLeadNowhereAreErrors) {
  const Reading reading = read(R"(backend b
  server a 10.0.0.1:80 track b
  server b 10.0.0.2:80 track c
  server c 10.0.0.3:80 track b
  server self 10.0.0.4:80 track self
  server lost 10.0.0.5:80 track nobody
  server away 10.0.0.6:80 track none/s
  server odd 10.0.0.7:80 track /
)");
  EXPECT_EQ(states(reading), "b/a=up b/b=up b/c=up b/self=up b/lost=up b/away=up b/odd=up ");
  EXPECT_EQ(said(reading),
            "error:6: there is no server \"nobody\" to track\n"
            "error:7: there is no server \"none/s\" to track\n"
            "error:8: there is no server \"/\" to track\n"
            "error:3: \"b\" tracks \"c\", which in the end tracks \"b\" again\n"
            "error:5: \"self\" tracks \"self\", which in the end tracks \"self\" again\n");
}

}  // namespace
}  // namespace ek::dialects::haproxy
