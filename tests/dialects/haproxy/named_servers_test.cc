// Servers of one name that is looked up at run time. The states are those of the running 2.6.12
// with a name server that knows three addresses.
#include <gtest/gtest.h>

#include "reading.h"

namespace ek::dialects::haproxy {
namespace {

const std::map<std::string, std::vector<std::string>> three_addresses{
    {"app.example", {"10.0.0.1", "10.0.0.2", "10.0.0.3"}}};

// "w1 10.0.0.1:80, w2 down, …"
std::string servers(const Reading& reading) {
  std::string out;
  for (const model::Server& server : reading.config.pools.at(0).servers)
    out += (out.empty() ? "" : ", ") + server.name + " " +
           (server.disabled.value ? "down" : to_string(server.address.value));
  return out;
}

std::string depends(const Reading& reading) {
  std::string out;
  for (const model::Dependency& one : reading.config.pools.at(0).depends)
    out += one.what + "; given " + one.given + "\n";
  return out;
}

TEST(NamedServers, TakeAnAddressEachAndTheRestIsDown) {
  const auto reading =
      read("backend b\n server-template w 5 app.example:80 resolvers dns init-addr none\n",
           {.version = {}, .environment = {}, .resolve = three_addresses});
  EXPECT_EQ(servers(reading), "w1 10.0.0.1:80, w2 10.0.0.2:80, w3 10.0.0.3:80, w4 down, w5 down");
  EXPECT_EQ(
      depends(reading),
      "of the 5 servers of app.example (w1, …) 3 are up: app.example has that many addresses, "
      "and none is left for the rest; given the addresses given for app.example\n");
}

TEST(NamedServers, OfSeveralLinesAreToldApartToo) {
  const auto reading = read(
      "backend b\n default-server resolvers dns\n server a app.example:80\n"
      " server b APP.example:81\n server c other.example:80\n",
      {.version = {}, .environment = {}, .resolve = three_addresses});
  EXPECT_EQ(servers(reading), "a 10.0.0.1:80, b 10.0.0.2:81, c other.example:80");
  EXPECT_EQ(depends(reading).find("app.example"), std::string::npos)
      << "who has which address changes no figure: " << depends(reading);
}

TEST(NamedServers, WithoutResolversAllTakeTheFirstAddress) {
  const auto reading = read("backend b\n server a app.example:80\n server b app.example:80\n",
                            {.version = {}, .environment = {}, .resolve = three_addresses});
  EXPECT_EQ(servers(reading), "a 10.0.0.1:80, b 10.0.0.1:80");
}

TEST(NamedServers, MayShareAnAddressWhereTheirLinesSaySo) {
  const auto reading = read(
      "backend b\n server-template w 2 app.example:80 resolvers dns resolve-opts "
      "ignore-weight,allow-dup-ip\n",
      {.version = {}, .environment = {}, .resolve = three_addresses});
  EXPECT_EQ(servers(reading), "w1 10.0.0.1:80, w2 10.0.0.1:80");
}

TEST(NamedServers, StartWithWhatInitAddrSays) {
  const auto reading = read(
      "backend b\n default-server init-addr last,none\n server down app.example:80\n"
      " server libc app.example:80 init-addr libc,none\n"
      " server fixed app.example:80 init-addr last,10.9.9.9,libc\n"
      " server asks app.example:80 resolvers dns\n server number 10.0.0.9:80\n",
      {.version = {}, .environment = {}, .resolve = three_addresses});
  EXPECT_EQ(servers(reading),
            "down down, libc 10.0.0.1:80, fixed 10.9.9.9:80, asks 10.0.0.1:80, number 10.0.0.9:80");
  EXPECT_NE(said(reading).find("warning:2: server \"down\" starts without an address"),
            std::string::npos)
      << said(reading);
}

TEST(NamedServers, HowManyAddressesThereAreIsSaidToBeUnknown) {
  const auto reading = read("backend b\n server-template w 2 app.example:80 resolvers dns\n");
  EXPECT_EQ(servers(reading), "w1 app.example:80, w2 app.example:80");
  EXPECT_NE(depends(reading).find("given an address for each of the 2 servers of app.example"),
            std::string::npos)
      << depends(reading);
}

}  // namespace
}  // namespace ek::dialects::haproxy
