// The worst loss of at most k, against every set of servers tried one by one: random pools, small
// enough for that, with backups, drained and disabled servers, and capacities that differ.
//
// Each run draws from a new seed, printed; EVENKEEL_SEED repeats one.
#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <cstdlib>
#include <iostream>
#include <random>

#include "base/random.h"
#include "dialects/dialect.h"
#include "inputs/policy.h"
#include "predict/balancer.h"
#include "predict/prediction.h"

namespace ek::predict {
namespace {

constexpr int pools = 250;
constexpr double rate = 200;

std::uint64_t seed() {
  const char* given = std::getenv("EVENKEEL_SEED");
  const std::uint64_t chosen =
      given != nullptr ? std::strtoull(given, nullptr, 10) : std::random_device()();
  std::cout << "EVENKEEL_SEED=" << chosen << '\n';
  return chosen;
}

struct Drawn {
  std::string config, policy;
};

std::string with_number(std::string_view before, std::uint64_t number, std::string_view after) {
  return std::string(before) + std::to_string(number) + std::string(after);
}

Drawn draw_haproxy(std::size_t servers, base::Random& random) {
  const char* balances[] = {"roundrobin", "static-rr", "uri", "uri\n  hash-type consistent",
                            "random(2)"};
  Drawn drawn{"defaults\n  mode http\nbackend app\n  balance ", ""};
  drawn.config += balances[random.below(std::size(balances))];
  if (random.chance(0.3)) drawn.config += "\n  option allbackups";
  for (std::size_t i = 0; i < servers; ++i) {
    drawn.config += with_number("\n  server s", i, "");
    drawn.config += with_number(" 127.0.0.1:", i + 1, " check weight ");
    drawn.config += std::to_string(random.chance(0.05) ? 0 : 1 + random.below(9));
    if (random.chance(0.4)) drawn.config += " backup";
    if (random.chance(0.05)) drawn.config += " disabled";
    drawn.policy += with_number("[pool.app.server.s", i, "]\ncapacity = \"") +
                    with_number("", 20 + random.below(500), "/s\"\n");
  }
  drawn.config += "\n";
  return drawn;
}

Drawn draw_nginx(std::size_t servers, base::Random& random) {
  const char* methods[] = {"", "hash $request_uri;", "hash $request_uri consistent;", "random;"};
  const std::string method = methods[random.below(std::size(methods))];
  Drawn drawn{"events {}\nhttp { upstream app {\n  zone app 64k; " + method + "\n", ""};
  for (std::size_t i = 0; i < servers; ++i) {
    drawn.config += with_number("  server 127.0.0.1:", i + 1, " weight=");
    drawn.config += std::to_string(1 + random.below(9));
    if (method.empty() && random.chance(0.4)) drawn.config += " backup";
    drawn.config += ";\n";
    drawn.policy += with_number("[pool.app.server.\"127.0.0.1:", i + 1, "\"]\ncapacity = \"") +
                    with_number("", 20 + random.below(500), "/s\"\n");
  }
  drawn.config += "} server { listen 80; location / { proxy_pass http://app; } } }\n";
  return drawn;
}

bool overloaded_now(const PoolForecast& forecast, ServerIndex server) {
  return forecast.servers[server].share * rate >= *forecast.servers[server].capacity;
}

// Utilisation of the hardest hit, by the shares of those left; infinite: nobody is. `within`: of
// those that are not overloaded with nothing lost; below 0: there is none of them.
double harm_of(const Context& context, const PoolForecast& forecast, std::uint32_t lost,
               bool within = false) {
  std::vector<std::uint8_t> up(forecast.servers.size(), 1);
  for (std::size_t i = 0; i < up.size(); ++i) up[i] = (lost >> i & 1) == 0;
  const auto left = candidates(context, up);
  if (left.empty()) return std::numeric_limits<double>::infinity();
  const auto shares = forecast.algorithm->shares(context, left);
  double worst = -1;
  for (std::size_t i = 0; i < left.size(); ++i)
    if (!within || !overloaded_now(forecast, left[i]))
      worst = std::max(worst, shares[i] * rate / *forecast.servers[left[i]].capacity);
  return worst;
}

// Sets that move traffic: one of those that take it is among them.
double worst_by_trying_all(const Context& context, const PoolForecast& forecast, int k,
                           bool within = false) {
  std::uint32_t takers = 0;
  for (const ServerIndex i : forecast.candidates) takers |= 1U << i;
  double worst = -1;
  for (std::uint32_t lost = 1; lost < 1U << forecast.servers.size(); ++lost)
    if (std::popcount(lost) <= k && (lost & takers) != 0)
      worst = std::max(worst, harm_of(context, forecast, lost, within));
  return worst;
}

struct Tried {
  int pools = 0, with_backups = 0, fewer_is_worse = 0, within = 0;
};

double within_of(const std::optional<Loss>& loss) {
  return loss && loss->within ? *loss->within->utilisation : -1;
}

// Of each single loss and of all sets: who was not overloaded before, and is hit hardest.
void compare_within(const Context& context, const PoolForecast& forecast, int k, Tried& tried) {
  for (const Loss& loss : forecast.losses) {
    if (loss.kind != LossKind::server || !loss.worst) continue;
    const double expected = harm_of(context, forecast, 1U << loss.lost[0], true);
    EXPECT_NEAR(within_of(loss), expected, 1e-6) << loss.lost[0];
  }
  std::size_t over = 0;
  for (const ServerIndex i : forecast.candidates) over += overloaded_now(forecast, i) ? 1 : 0;
  const double expected = worst_by_trying_all(context, forecast, k, true);
  const bool asked = over > 0 && over < forecast.candidates.size() && expected < 1e9;
  EXPECT_NEAR(within_of(forecast.worst_within), asked ? expected : -1, 1e-6) << "survive " << k;
  const auto worst = std::ranges::find(forecast.losses, LossKind::worst, &Loss::kind);
  tried.within += asked && expected > 0 && worst->lost != forecast.worst_within->lost;
}

void compare(const char* dialect, const Drawn& drawn, int k, Tried& tried) {
  SCOPED_TRACE(drawn.config + drawn.policy);
  const auto reading = dialects::find(dialect)->read_text("random.conf", drawn.config, {});
  text::Sources sources;
  text::Diagnostics diagnostics;
  const auto policy = inputs::parse_policy(
      sources,
      *sources.add("evenkeel.toml",
                   with_number("[pool.app]\nrate = \"", std::uint64_t(rate), "/s\"\nsurvive = ") +
                       std::to_string(k) + "\n" + drawn.policy),
      diagnostics);
  ASSERT_TRUE(diagnostics.all().empty());
  const auto prediction = predict(reading.config, policy, {});
  const PoolForecast& forecast = prediction.pools.at(0);
  if (forecast.candidates.empty() || !forecast.predictable()) return;
  const auto worst = std::ranges::find(forecast.losses, LossKind::worst, &Loss::kind);
  ASSERT_NE(worst, forecast.losses.end());
  const Context context{reading.config.program, reading.config.pools.at(0)};
  const double expected = worst_by_trying_all(context, forecast, k);
  EXPECT_LE(worst->lost.size(), std::size_t(k));
  EXPECT_FALSE(worst->searched);
  ASSERT_EQ(worst->worst.has_value(), expected < 1e9) << "survive " << k;
  if (worst->worst) {
    EXPECT_NEAR(*worst->worst->utilisation, expected, 1e-6) << "survive " << k;
  }
  compare_within(context, forecast, k, tried);
  ++tried.pools;
  tried.with_backups += std::ranges::any_of(reading.config.pools[0].servers,
                                            [](const model::Server& s) { return s.backup.value; });
  tried.fewer_is_worse += worst->lost.size() < std::size_t(k);
}

TEST(WorstOf, IsTheWorstOfAllSetsOfAtMostSoMany) {
  base::Random random(seed());
  Tried tried;
  for (int i = 0; i < pools && !::testing::Test::HasFailure(); ++i) {
    const int k = 2 + int(random.below(4));
    const std::size_t servers = 2 + random.below(7);
    compare("haproxy", draw_haproxy(servers, random), k, tried);
    compare("nginx", draw_nginx(servers, random), k, tried);
  }
  EXPECT_GT(tried.pools, pools);
  EXPECT_GT(tried.with_backups, pools / 4);
  EXPECT_GT(tried.fewer_is_worse, 5);
  EXPECT_GT(tried.within, 5) << "another set is the worst for them";
}

}  // namespace
}  // namespace ek::predict
