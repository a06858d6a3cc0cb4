// What must hold for every pool, whatever its algorithm: shares sum to 1, the survivors' shares of
// every loss sum to 1, and what an algorithm says a loss moves (Shift, O(n) for all losses) is what
// its own shares say of the servers that are left.
//
// Each run draws from a new seed, printed; EVENKEEL_SEED repeats one.
#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <iostream>
#include <map>
#include <numeric>
#include <random>

#include "predict/balancer.h"
#include "predict/prediction.h"
#include "predict/random_pools.h"

namespace ek::predict {
namespace {

constexpr int pools_a_program = 300;
// Sums of a few thousand rounded numbers.
constexpr double error_max = 1e-9;

std::uint64_t seed() {
  const char* given = std::getenv("EVENKEEL_SEED");
  const std::uint64_t chosen =
      given != nullptr ? std::strtoull(given, nullptr, 10) : std::random_device()();
  std::cout << "EVENKEEL_SEED=" << chosen << '\n';
  return chosen;
}

// How often each algorithm was looked at: a property that is never tried must not pass.
struct Tried {
  std::map<std::string_view, int> shares, shifts, closed_forms;
};

std::vector<double> shares_without(const Context& context, const Algorithm& algorithm,
                                   const std::vector<ServerIndex>& lost) {
  std::vector<std::uint8_t> up(context.pool.servers.size(), 1);
  for (const ServerIndex server : lost) up[server] = 0;
  const auto left = candidates(context, up);
  const auto shares = algorithm.shares(context, left);
  std::vector<double> by_server(up.size());
  for (std::size_t i = 0; i < left.size(); ++i) by_server[left[i]] = shares[i];
  return by_server;
}

void expect_sum_of_one(const PoolForecast& forecast) {
  double sum = 0;
  for (const ServerForecast& server : forecast.servers) {
    EXPECT_GE(server.share, 0);
    sum += server.share;
  }
  EXPECT_NEAR(sum, forecast.candidates.empty() ? 0 : 1, error_max);
}

void expect_loss(const Context& context, const PoolForecast& forecast, const Loss& loss) {
  ASSERT_EQ(loss.lost.size() > 1, loss.kind == LossKind::machine);
  const auto expected = shares_without(context, *forecast.algorithm, loss.lost);
  double sum = 0, worst = 0;
  for (const Survivor& survivor : loss.survivors) {
    EXPECT_NEAR(survivor.share, expected[survivor.server], error_max)
        << "s" << survivor.server << " after the loss of s" << loss.lost[0];
    sum += survivor.share;
    worst = std::max(worst, survivor.share);
  }
  const double total = std::accumulate(expected.begin(), expected.end(), 0.0);
  EXPECT_NEAR(sum, total, error_max) << "after the loss of s" << loss.lost[0];
  EXPECT_EQ(loss.worst.has_value(), total > 0);
  EXPECT_NEAR(loss.worst ? loss.worst->share : 0, worst, error_max);
}

using Moved = std::map<ServerIndex, std::pair<double, decltype(Shift::moved)>>;  // by lost server

// Shares and losses computed together are those computed one by one, bit by bit.
void expect_closed_form(const Context& context, const PoolForecast& forecast, Tried& tried) {
  const Algorithm& algorithm = *forecast.algorithm;
  if (algorithm.closed_form == nullptr || forecast.candidates.size() < 2) return;
  const auto together = algorithm.closed_form(context, forecast.candidates);
  if (together == nullptr) return;
  const auto shares = algorithm.shares(context, forecast.candidates);
  EXPECT_EQ(together->shares(), shares);
  Moved moved, moved_together;
  const auto to = [](Moved& all) {
    return [&all](ServerIndex lost, const Shift& shift) {
      EXPECT_TRUE(all.try_emplace(lost, shift.scale, shift.moved).second) << "s" << lost;
    };
  };
  algorithm.losses(context, forecast.candidates, shares, to(moved));
  together->losses(to(moved_together));
  EXPECT_EQ(moved_together, moved);
  ++tried.closed_forms[algorithm.name];
}

void expect_properties(const dialects::Reading& reading, Tried& tried) {
  const model::Policy policy;  // the prediction points into it
  const auto prediction = predict(reading.config, policy, {LossDetail::full, ""});
  ASSERT_EQ(prediction.pools.size(), 1u);
  const PoolForecast& forecast = prediction.pools.front();
  if (!forecast.predictable() || forecast.algorithm->shares == nullptr) return;
  const Context context{reading.config.program, *forecast.pool};
  expect_sum_of_one(forecast);
  ++tried.shares[forecast.algorithm->name];
  for (const Loss& loss : forecast.losses) expect_loss(context, forecast, loss);
  expect_closed_form(context, forecast, tried);
  if (forecast.algorithm->losses != nullptr && forecast.candidates.size() >= 2)
    ++tried.shifts[forecast.algorithm->name];
}

// What was never drawn yet; "": nothing.
std::string untried(model::ProgramKind program, const Tried& tried) {
  for (const Algorithm* algorithm : algorithms()) {
    if (algorithm->program != program || algorithm->shares == nullptr) continue;
    const std::string name(algorithm->name);
    const auto count = [&](const auto& of) { return of.contains(algorithm->name); };
    if (!count(tried.shares)) return name;
    if (algorithm->losses != nullptr && !count(tried.shifts)) return "losses of " + name;
    if (algorithm->closed_form != nullptr && !count(tried.closed_forms))
      return "the closed form of " + name;
  }
  return "";
}

void expect_for_random_pools(model::ProgramKind program, RandomPool (*draw)(base::Random&)) {
  base::Random random(seed());
  Tried tried;
  // So many, and then until all was drawn: what is rare may need more.
  const auto enough = [&](int round) {
    return round >= pools_a_program &&
           (untried(program, tried).empty() || round >= 20 * pools_a_program);
  };
  for (int round = 0; !enough(round); ++round) {
    const RandomPool pool = draw(random);
    expect_properties(pool.reading, tried);
    if (testing::Test::HasFailure()) FAIL() << "round " << round << "\n" << pool.text;
  }
  EXPECT_EQ(untried(program, tried), "") << "was never drawn";
}

TEST(PredictProperties, HAProxyPools) {
  expect_for_random_pools(model::ProgramKind::haproxy, random_haproxy_pool);
}

TEST(PredictProperties, NginxPools) {
  expect_for_random_pools(model::ProgramKind::nginx, random_nginx_pool);
}

}  // namespace
}  // namespace ek::predict
