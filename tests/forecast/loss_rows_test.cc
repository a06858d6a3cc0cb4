// The row of a loss is what predict() says of the same file with that server taken out: over random
// pools of both programs, with rates, capacities, connection limits and backups.
//
// By the closed form they are the same figures. Simulated ones may differ as two simulations do:
// predict() steps each loss through half of its requests, and a server that is down from the start
// leaves the algorithm at another point of its turn than one that is disabled in the file.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <iostream>
#include <random>

#include "base/random.h"
#include "forecast.h"

namespace ek::predict {
namespace {

constexpr int pools_a_program = 200;
constexpr std::size_t requests = 10'000;
// Of a simulated share: four standard deviations of one half, of the 5,000 requests of a loss.
constexpr double chance = 0.03;

std::uint64_t seed() {
  const char* given = std::getenv("EVENKEEL_SEED");
  const std::uint64_t chosen =
      given != nullptr ? std::strtoull(given, nullptr, 10) : std::random_device()();
  std::cout << "EVENKEEL_SEED=" << chosen << '\n';
  return chosen;
}

template <std::size_t N>
std::string any(const std::array<const char*, N>& words, base::Random& random) {
  return words[random.below(N)];
}

// Of a server: its line without the word that takes it out.
struct LoadedPool {
  std::string head, tail, dialect, down, policy;
  std::vector<std::string> servers;

  std::string text(std::optional<std::size_t> lost = {}) const {
    std::string all = head;
    for (std::size_t i = 0; i < servers.size(); ++i)
      all += servers[i] + (lost == i ? down : "") + (dialect == "nginx" ? ";\n" : "\n");
    return all + tail;
  }
};

// `name`: of a server, from its number.
std::string policy_of_load(const char* name, base::Random& random) {
  std::string policy =
      fmt::format("[workload]\nrate = \"{}/s\"\n", (1 + random.below(9)) << random.below(7));
  if (random.chance(0.9))
    policy += fmt::format("service_time = \"{}ms\"\n", 20 + random.below(200));
  for (std::size_t i = 0; i < 5; ++i) {
    if (random.chance(0.7)) continue;
    policy += "[pool.app.server.\"" + fmt::format(fmt::runtime(name), i) + "\"]\n";
    policy += random.chance(0.5) ? fmt::format("capacity = \"{}/s\"\n", 10 + random.below(300))
                                 : fmt::format("concurrency = {}\n", 1 + random.below(30));
  }
  return policy;
}

// Of all servers, of none, or of some.
std::string limit(std::string_view word, double likely, base::Random& random) {
  return random.chance(likely) ? fmt::format(" {}{}", word, 1 + random.below(20)) : "";
}

LoadedPool haproxy_pool(base::Random& random) {
  static constexpr std::array<const char*, 9> balances{"roundrobin", "static-rr", "leastconn",
                                                       "first",      "source",    "uri",
                                                       "random",     "random(1)", "roundrobin"};
  LoadedPool pool{
      "defaults\n mode http\n timeout connect 5s\nfrontend www\n bind :80\n"
      " default_backend app\nbackend app\n balance " +
          any(balances, random) + "\n",
      "",
      "haproxy",
      " disabled",
      policy_of_load("s{0}", random),
      {}};
  if (random.chance(0.3)) pool.head += " hash-type consistent\n";
  if (random.chance(0.3)) pool.head += " option allbackups\n";
  const std::array<double, 3> chances{0, 0.6, 1};
  const double limited = chances[random.below(3)], backups = random.chance(0.5) ? 0.3 : 0;
  const std::size_t servers = 2 + random.below(4);
  for (std::size_t i = 0; i < servers; ++i)
    pool.servers.push_back(fmt::format(" server s{} 10.0.0.{}:80 check weight {}{}{}{}", i, i + 1,
                                       1 + random.below(4), limit("maxconn ", limited, random),
                                       limit("minconn ", limited * 0.2, random),
                                       random.chance(backups) ? " backup" : ""));
  return pool;
}

LoadedPool nginx_pool(base::Random& random) {
  static constexpr std::array<const char*, 7> methods{
      "", "", "least_conn;", "ip_hash;", "hash $request_uri;", "random;", "random two;"};
  const std::string method = any(methods, random);
  LoadedPool pool{fmt::format("worker_processes {};\nevents {{ }}\nhttp {{ upstream app {{\n",
                              random.chance(0.7) ? 1 : 3),
                  "} server { listen 80; location / { proxy_pass http://app; } } }\n",
                  "nginx",
                  " down",
                  policy_of_load("10.0.0.{0}:80", random),
                  {}};
  if (random.chance(0.6)) pool.head += "zone app 64k;\n";
  pool.head += method + "\n";
  const std::array<double, 3> chances{0, 0.6, 1};
  const double limited = chances[random.below(3)];
  const bool may_back_up = method.empty() || method == "least_conn;";
  const double backups = may_back_up && random.chance(0.5) ? 0.3 : 0;
  const std::size_t servers = 2 + random.below(4);
  for (std::size_t i = 0; i < servers; ++i)
    pool.servers.push_back(fmt::format("server 10.0.0.{}:80 weight={}{}{}", i + 1,
                                       1 + random.below(4), limit("max_conns=", limited, random),
                                       i > 0 && random.chance(backups) ? " backup" : ""));
  return pool;
}

Forecast predicted(const LoadedPool& pool, std::optional<std::size_t> lost, std::size_t count) {
  PredictOptions options;
  options.simulated_requests = count;
  options.losses = lost ? LossDetail::none : LossDetail::full;
  return Forecast(pool.text(lost), pool.policy, options, pool.dialect);
}

struct Seen {
  int closed = 0, simulated = 0, used = 0, refusing = 0;
};

double tolerance(const Loss& loss, const PoolForecast& without) {
  return loss.simulated || without.simulated ? chance : 1e-9;
}

void expect_row(const PoolForecast& now, const Loss& loss, const PoolForecast& without,
                Seen& seen) {
  const double off = tolerance(loss, without);
  std::vector<const Survivor*> rows(now.servers.size(), nullptr);
  for (const Survivor& survivor : loss.survivors) rows[survivor.server] = &survivor;
  const bool took = now.servers[loss.lost[0]].share > 0;
  EXPECT_TRUE(loss.simulated == without.simulated || !took);
  ++(without.simulated ? seen.simulated : seen.closed);
  seen.refusing += without.refused && without.refused->share > 0.01 ? 1 : 0;
  for (ServerIndex i = 0; i < rows.size(); ++i) {
    const ServerForecast& expected = without.servers[i];
    EXPECT_NEAR(rows[i] != nullptr ? rows[i]->share : 0, expected.share, off) << "s" << i;
    if (rows[i] == nullptr) continue;
    ASSERT_EQ(rows[i]->utilisation.has_value(), expected.utilisation.has_value()) << "s" << i;
    if (!expected.utilisation) continue;
    const double of_capacity = *now.rate / *expected.capacity;
    EXPECT_NEAR(*rows[i]->utilisation, *expected.utilisation, off * of_capacity) << "s" << i;
    ++seen.used;
  }
}

void expect_rows(const LoadedPool& pool, Seen& seen) {
  const Forecast forecast = predicted(pool, {}, requests);
  const PoolForecast& now = forecast.pool();
  if (!now.predictable() || now.algorithm->shares == nullptr) return;
  for (const Loss& loss : now.losses) {
    if (loss.kind != LossKind::server) continue;
    const bool takes = now.servers[loss.lost[0]].share > 0;  // else the shares of all requests stay
    const Forecast without = predicted(pool, loss.lost[0], takes ? requests / 2 : requests);
    SCOPED_TRACE(fmt::format("loss of s{}", loss.lost[0]));
    if (without.pool().candidates.empty())
      EXPECT_FALSE(loss.worst);
    else
      expect_row(now, loss, without.pool(), seen);
  }
}

Seen expect_for_random_pools(LoadedPool (*draw)(base::Random&)) {
  base::Random random(seed());
  Seen seen;
  for (int round = 0; round < pools_a_program; ++round) {
    const LoadedPool pool = draw(random);
    expect_rows(pool, seen);
    if (testing::Test::HasFailure()) {
      ADD_FAILURE() << "round " << round << "\n" << pool.text() << pool.policy;
      break;
    }
  }
  EXPECT_GT(seen.closed, 0);
  EXPECT_GT(seen.simulated, 0);
  EXPECT_GT(seen.used, 0);
  return seen;
}

TEST(LossRows, AreThePredictionOfTheFileWithoutTheServerHAProxy) {
  expect_for_random_pools(haproxy_pool);
}

TEST(LossRows, AreThePredictionOfTheFileWithoutTheServerNginx) {
  const Seen seen = expect_for_random_pools(nginx_pool);
  EXPECT_GT(seen.refusing, 0) << "nothing was ever refused";
}

// A backup that takes what full servers do not is lost like any other.
TEST(LossRows, OfABackupThatIsInUse) {
  LoadedPool pool{"events { }\nhttp { upstream app { zone app 64k;\n",
                  "} }\n",
                  "nginx",
                  " down",
                  "[workload]\nrate = \"90/s\"\nservice_time = \"100ms\"\n",
                  {"server 10.0.0.1 max_conns=5", "server 10.0.0.2 max_conns=5",
                   "server 10.0.0.3 max_conns=2 backup"}};
  Seen seen;
  expect_rows(pool, seen);
  const Forecast forecast = predicted(pool, {}, 40'000);
  EXPECT_NEAR(forecast.loss_of(2).worst->share, 0.5, 0.01);
  EXPECT_NEAR(*forecast.loss_of(2).worst->utilisation, 0.75, 0.02);
  ASSERT_EQ(forecast.loss_of(0).survivors.size(), 2u) << "the backup is in use then";
  EXPECT_NEAR(*forecast.loss_of(0).worst->utilisation, 0.86, 0.02) << "an nginx served as much";
}

// With nobody lost the closed form holds; after a loss the others are full at times.
TEST(LossRows, AreSimulatedWhereOnlyALossFillsTheOthers) {
  const LoadedPool pool{"backend app\n balance roundrobin\n",
                        "",
                        "haproxy",
                        " disabled",
                        "[workload]\nrate = \"100/s\"\nservice_time = \"100ms\"\n",
                        {" server a 10.0.0.1:80 check maxconn 12", " server b 10.0.0.2:80 check",
                         " server c 10.0.0.3:80 check"}};
  const Forecast forecast = predicted(pool, {}, requests);
  EXPECT_FALSE(forecast.pool().simulated);
  EXPECT_FALSE(forecast.loss_of(0).simulated) << "the others have no limit";
  EXPECT_TRUE(forecast.loss_of(1).simulated);
  EXPECT_NE(forecast.pool().grade.notes.back().find("their rows are simulated"), std::string::npos);
  Seen seen;
  expect_rows(pool, seen);
  EXPECT_EQ(seen.simulated, 2);
}

}  // namespace
}  // namespace ek::predict
