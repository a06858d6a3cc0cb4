// Random pools, read here and started in the real program: names, ids, weights, addresses and
// states must be those that "show servers state" gives. The seed is printed with a failure.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <random>
#include <set>
#include <sstream>

#include "base/random.h"
#include "reading.h"
#include "rig/haproxy.h"

namespace ek::dialects::haproxy {
namespace {

std::string random_parameters(base::Random& random, std::set<std::uint64_t>& ids, bool with_id) {
  std::string out;
  if (random.chance(0.4)) out += fmt::format(" weight {}", random.below(257));
  if (random.chance(0.2)) out += " disabled";
  if (random.chance(0.1)) out += " enabled";
  if (random.chance(0.2)) out += " backup";
  if (random.chance(0.2)) out += fmt::format(" maxconn {}", 1 + random.below(50));
  const std::uint64_t id = 1 + random.below(12);
  if (with_id && random.chance(0.3) && ids.insert(id).second) out += fmt::format(" id {}", id);
  return out;
}

std::string random_pool(base::Random& random, int number) {
  std::set<std::uint64_t> ids;
  std::string out = fmt::format("backend b{}\n", number);
  const std::uint64_t servers = 1 + random.below(8);
  for (std::uint64_t i = 0; i < servers; ++i) {
    if (random.chance(0.2))
      out += " default-server" + random_parameters(random, ids, false) + " no-backup\n";
    const std::string address =
        fmt::format("127.0.0.{}:{}", 1 + random.below(200), 1 + random.below(65000));
    if (random.chance(0.15)) {
      const std::uint64_t low = 1 + random.below(5);
      out += fmt::format(" server-template t{}_ {}-{} {}{}\n", i, low, low + random.below(3),
                         address, random_parameters(random, ids, false));
    } else {
      out += fmt::format(" server s{} {}{}\n", i, address, random_parameters(random, ids, true));
    }
  }
  return out;
}

// "pool server id address port weight disabled", a line a server, in the order of their ids.
std::set<std::string> ours(const model::Config& config) {
  std::set<std::string> out;
  for (const model::Pool& pool : config.pools)
    for (const model::Server& server : pool.servers)
      out.insert(fmt::format("{} {} {} {} {} {} {}", pool.name, server.name, server.id.value,
                             server.address.value.host, server.address.value.port,
                             server.weight.value, server.disabled.value));
  return out;
}

// The columns of "show servers state" (management guide): be_id be_name srv_id srv_name srv_addr
// srv_op_state srv_admin_state srv_uweight srv_iweight … srv_port is the 19th.
std::set<std::string> theirs(const std::string& answer) {
  std::set<std::string> out;
  std::istringstream lines(answer);
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);
    std::vector<std::string> field;
    for (std::string word; words >> word;) field.push_back(word);
    if (field.size() < 19 || field[0] == "#") continue;
    const bool maintenance = (std::stoi(field[6]) & 4) != 0;  // forced by the configuration
    out.insert(fmt::format("{} {} {} {} {} {} {}", field[1], field[3], field[2], field[4],
                           field[18], field[8], maintenance));
  }
  return out;
}

// Sections that each hold something odd that the program accepts.
constexpr const char* odd_sections = R"(backend order
 server early 127.0.0.1:1
 default-server weight 5 disabled
 server late 127.0.0.1:2
 default-server weight 6
 default-server enabled
 server last 127.0.0.1:3
 server own 127.0.0.1:4 weight 7 weight 8
backend numbers
 server a 127.0.0.1:1 weight 1.5
 server b 127.0.0.1:1 weight 4294967396
 server c 127.0.0.1:1 weight +5
 server d 127.0.0.1:1 weight 0x10
 server e 127.0.0.1:1 id 4294967299
backend templates
 server-template t 0-3 127.0.0.1:1
 server-template u 2x 127.0.0.1:1
 server-template v 0-0 127.0.0.1:1 id 40
backend addresses
 server a 127.1:80
 server b 127.0.0.1
 server c 0.0.0.0:0
 server e [::1]:82
 server f 127.0.0.1:080
backend limits
 server a 127.0.0.1:1 maxconn 0
 server b 127.0.0.1:1 minconn 9 maxconn 3
 server c 127.0.0.1:1 disabled enabled
 server d 127.0.0.1:1 enabled disabled
backend again
 disabled
 enabled
 server a 127.0.0.1:1
)";

TEST(State, OddWordsMeanWhatTheyDoInTheRealProgram) {
  rig::HaproxyOptions options;
  options.sections = odd_sections;
  const auto lb = rig::Haproxy::start(std::move(options));
  ASSERT_TRUE(lb) << lb.error();
  const auto answer = lb->command("show servers state");
  ASSERT_TRUE(answer) << answer.error();
  const Reading reading = read(lb->config_text());
  EXPECT_FALSE(reading.diagnostics.has_errors()) << said(reading);
  EXPECT_EQ(ours(reading.config), theirs(*answer));
}

TEST(State, RandomPoolsAreWhatTheRealProgramRuns) {
  const std::uint64_t seed = std::random_device{}();
  SCOPED_TRACE(fmt::format("seed {}", seed));
  base::Random random(seed);
  std::string sections;
  for (int i = 0; i < 60; ++i) sections += random_pool(random, i);
  rig::HaproxyOptions options;
  options.sections = sections;
  const auto lb = rig::Haproxy::start(std::move(options));
  ASSERT_TRUE(lb) << lb.error();
  const auto answer = lb->command("show servers state");
  ASSERT_TRUE(answer) << answer.error();
  const Reading reading = read(lb->config_text());
  EXPECT_FALSE(reading.diagnostics.has_errors()) << said(reading);
  const auto here = ours(reading.config), there = theirs(*answer);
  EXPECT_GT(there.size(), 60u);
  EXPECT_EQ(here, there) << sections;
}

}  // namespace
}  // namespace ek::dialects::haproxy
