// What later versions leave to chance: leastconn from 3.2 on, random from 3.0 on. Single picks
// cannot be told; which servers may be picked, and how often each is, can. Debian's 2.6.12 leaves
// nothing of it to chance and skips these.
#include <gtest/gtest.h>

#include <map>
#include <optional>

#include "base/random.h"
#include "differential/haproxy/run.h"
#include "differential/haproxy/seeds.h"
#include "differential/haproxy/version.h"
#include "predict/prediction.h"
#include "rig/one_core.h"

namespace ek::differential {
namespace {

constexpr std::uint32_t weights[] = {1, 2, 3, 5, 7};
constexpr std::size_t servers = std::size(weights);

struct Program {
  rig::Backends backends;
  std::optional<rig::Haproxy> haproxy;
  dialects::Reading reading;

  void start(const std::string& lines) {
    backends.add_many(servers);
    rig::HaproxyOptions options;
    options.frontends.push_back({rig::ListeningSocket(), "", "default_backend app"});
    options.sections = "backend app\n  " + lines + "\n";
    for (std::size_t i = 0; i < servers; ++i)
      options.sections += rig::haproxy_server_line(backends.label(i), backends.endpoint(i),
                                                   "weight " + std::to_string(weights[i]));
    auto started = rig::Haproxy::start(std::move(options));
    ASSERT_TRUE(started) << started.error();
    haproxy.emplace(std::move(*started));
    dialects::ReadOptions reading_options;
    reading_options.version = running_version();
    reading = dialects::find("haproxy")->read_text("haproxy.cfg", haproxy->config_text(),
                                                   reading_options);
  }
};

// 20,000 requests, one at a time, against the shares predicted. Chi-square of four degrees of
// freedom passes 33.4 once in a million runs.
void expect_shares(const std::string& lines) {
  constexpr std::size_t requests = 20'000;
  const rig::OneCore one_core;
  Program program;
  program.start(lines);
  if (testing::Test::HasFatalFailure()) return;
  ASSERT_TRUE(rig::Client(program.haproxy->endpoint()).picks(requests));
  const model::Policy no_policy;
  const auto prediction = predict::predict(program.reading.config, no_policy, {});
  EXPECT_EQ(prediction.pools[0].grade.exactness, predict::Exactness::distribution);
  double chi_square = 0;
  for (std::size_t i = 0; i < servers; ++i) {
    const double expected = requests * prediction.pools[0].servers[i].share;
    const double difference = static_cast<double>(program.backends.count(i)) - expected;
    chi_square += difference * difference / expected;
  }
  EXPECT_LT(chi_square, 33.4);
}

TEST(ByChance, IdleLeastconnGivesEveryServerTheSame) {
  if (running_abilities().leastconn_in_order) GTEST_SKIP() << "from 3.2 on";
  expect_shares("balance leastconn");
}

// One draw follows the arcs of the ring; so do two up to 3.3, and from 3.4 on the weights.
TEST(ByChance, RandomFollowsTheArcsOrTheWeights) {
  if (running_abilities().known_start_of_random) GTEST_SKIP() << "from 3.0 on";
  expect_shares("balance random");
  expect_shares("balance random(1)");
}

// (requests + 1) / weight, and nothing while there are none: as long as one is least, it is picked.
class Loads {
 public:
  bool may_be_picked(std::size_t server) const {
    for (std::size_t i = 0; i < servers; ++i)
      if (key(i) < key(server)) return false;
    return true;
  }
  void take(std::size_t server) { ++served_[server]; }
  void drop(std::size_t server) { --served_[server]; }
  std::map<std::string, int> sessions() const {
    std::map<std::string, int> sessions;
    for (std::size_t i = 0; i < servers; ++i)
      if (served_[i] > 0) sessions["s" + std::to_string(i + 1)] = served_[i];
    return sessions;
  }

 private:
  int key(std::size_t i) const {
    const int fine = static_cast<int>(weights[i]) * 16;
    return served_[i] == 0 ? 0 : (served_[i] + 1) * 4096 / fine;
  }
  int served_[servers] = {};
};

TEST(ByChance, LeastconnPicksOneOfTheLeastLoaded) {
  if (running_abilities().leastconn_in_order) GTEST_SKIP() << "from 3.2 on";
  const std::uint64_t seed = seeds().of(80000);
  base::Random random(seed);
  Program program;
  program.start("balance leastconn");
  if (HasFatalFailure()) return;
  struct Held {
    std::string token;
    std::unique_ptr<rig::Client> client;
    std::size_t server;
  };
  std::vector<Held> held;
  Loads loads;
  for (int step = 0; step < 400; ++step) {
    if (held.empty() || (held.size() < 24 && random.chance(0.55))) {
      Held one{"t" + std::to_string(step) + "x",
               std::make_unique<rig::Client>(program.haproxy->endpoint()), 0};
      ASSERT_TRUE(one.client->send({"/?hold=" + one.token}));
      const auto where = program.backends.where_is(one.token);
      ASSERT_TRUE(where);
      ASSERT_TRUE(loads.may_be_picked(*where)) << "EVENKEEL_SEED=" << seed << " step " << step;
      loads.take(one.server = *where);
      held.push_back(std::move(one));
    } else {
      const std::size_t which = random.below(held.size());
      ASSERT_TRUE(program.backends.release_token(held[which].token));
      ASSERT_TRUE(held[which].client->receive());
      loads.drop(held[which].server);
      held.erase(held.begin() + static_cast<std::ptrdiff_t>(which));
    }
    ASSERT_TRUE(program.haproxy->wait_sessions("app", loads.sessions()));
  }
}

// From 3.2 on each thread group turns by itself; the second begins with the second server.
TEST(ThreadGroups, EachHasASequenceOfItsOwn) {
  if (!running_abilities().sequence_a_thread_group) GTEST_SKIP() << "from 3.2 on";
  rig::Backends backends;
  backends.add_many(servers);
  std::string lines, rotated;
  for (std::size_t i = 0; i < servers; ++i) {
    const auto line = [&](std::size_t server) {
      return rig::haproxy_server_line(backends.label(server), backends.endpoint(server),
                                      "weight " + std::to_string(weights[server] % 3 + 1));
    };
    lines += line(i);
    rotated += line((i + 1) % servers);
  }
  rig::HaproxyOptions options;
  options.threads = 2;
  options.global_extra = "thread-groups 2";
  for (const char* group : {"thread 1/all", "thread 2/all"})
    options.frontends.push_back({rig::ListeningSocket(), group, "default_backend app"});
  options.sections = "backend app\n  balance roundrobin\n" + lines;
  const auto program = rig::Haproxy::start(std::move(options));
  ASSERT_TRUE(program) << program.error();
  for (std::size_t group = 0; group < 2; ++group) {
    dialects::ReadOptions reading_options;
    reading_options.version = running_version();
    const auto reading = dialects::find("haproxy")->read_text(
        "haproxy.cfg",
        "defaults\n mode http\nbackend app\n balance roundrobin\n" + (group == 0 ? lines : rotated),
        reading_options);
    auto balancer =
        predict::make_balancer({reading.config.program, reading.config.pools.at(0)}, {});
    ASSERT_TRUE(balancer);
    rig::Client client(program->endpoint(group));
    const auto measured = client.picks(200);
    ASSERT_TRUE(measured) << measured.error();
    for (std::size_t i = 0; i < measured->size(); ++i) {
      predict::Dispatch dispatch;
      std::vector<predict::Started> started;
      (*balancer)->dispatch(i, {}, 0, dispatch);
      (*balancer)->finish(i, 0, started);
      ASSERT_EQ((*measured)[i], reading.config.pools[0].servers[dispatch.server].name)
          << "group " << group + 1 << " pick " << i;
    }
  }
}

}  // namespace
}  // namespace ek::differential
