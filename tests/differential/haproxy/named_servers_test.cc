// Servers of one name, told by a name server at run time: how many are up in the running HAProxy
// 2.6.12, and at whose addresses.
#include <gtest/gtest.h>

#include <set>
#include <sstream>
#include <thread>

#include "dialects/dialect.h"
#include "differential/haproxy/name_server.h"
#include "differential/haproxy/version.h"
#include "rig/haproxy.h"

namespace ek::dialects::haproxy {
const Dialect& dialect();
}

namespace ek::differential {
namespace {

using Addresses = std::multiset<std::string>;

const std::vector<std::string> known{"127.0.2.1", "127.0.2.2", "127.0.2.3"};

Addresses predicted(const std::string& config) {
  dialects::ReadOptions options;
  options.version = running_version();
  options.resolve["app.example"] = known;
  const auto reading = dialects::haproxy::dialect().read_text("haproxy.cfg", config, options);
  Addresses up;
  for (const model::Server& server : reading.config.pool("app")->servers)
    if (!server.disabled.value) up.insert(server.address.value.host);
  return up;
}

// Of the servers that "show servers state" does not show in maintenance.
Addresses running(const rig::Haproxy& program) {
  Addresses up;
  const auto answer = program.command("show servers state app");
  if (!answer) return up;
  std::istringstream lines(*answer);
  for (std::string line; std::getline(lines, line);) {
    std::istringstream columns(line);
    std::string pool_id, pool, id, name, address, state, admin;
    columns >> pool_id >> pool >> id >> name >> address >> state >> admin;
    if (pool == "app" && admin == "0") up.insert(address);
  }
  return up;
}

void compare(const std::string& lines) {
  const NameServer names(known);
  rig::HaproxyOptions options;
  options.sections = "resolvers dns\n  nameserver n 127.0.0.1:" + std::to_string(names.port()) +
                     "\n  hold valid 1s\nbackend app\n" + lines;
  options.frontends.push_back({rig::ListeningSocket(), "", "default_backend app"});
  const auto program = rig::Haproxy::start(std::move(options));
  ASSERT_TRUE(program) << program.error();
  const Addresses ours = predicted(program->config_text());
  Addresses theirs;
  constexpr int tries = 600;  // of a tenth of a second: the first answer is there in the first few
  for (int i = 0; i < tries && theirs != ours; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    theirs = running(*program);
  }
  EXPECT_EQ(theirs, ours) << program->config_text();
}

TEST(NamedServers, AsManyAreUpAsTheNameHasAddresses) {
  compare("server-template web 5 app.example:80 resolvers dns init-addr none\n");
}

TEST(NamedServers, SeveralLinesOfOneNameAreToldApart) {
  compare(
      "default-server resolvers dns init-addr none\nserver w1 app.example:80\n"
      "server w2 APP.example:81\n");
}

}  // namespace
}  // namespace ek::differential
