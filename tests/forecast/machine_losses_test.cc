// Losses where several lines are one machine, in pools too large for a computation a loss: the
// answer of one pass must be that of a pool from which the servers were taken.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "base/random.h"
#include "forecast.h"
#include "predict/machines.h"

namespace ek::predict {
namespace {

constexpr const char* policy =
    "[pool.b]\nrate = \"1000/s\"\n[pool.b.server.\"*\"]\ncapacity = \"100/s\"\n";

struct Written {
  std::string options;
  std::vector<std::string> addresses;  // one a server
  std::vector<std::uint64_t> weights;
};

Written random_pool(base::Random& random, std::size_t servers, std::uint64_t machines,
                    std::string options) {
  Written pool;
  pool.options = std::move(options);
  for (std::size_t i = 0; i < servers; ++i) {
    const std::uint64_t machine = random.below(machines);
    pool.addresses.push_back(fmt::format("10.0.{}.{}:80", machine / 250, 1 + machine % 250));
    pool.weights.push_back(1 + random.below(40));
  }
  return pool;
}

std::string text_of(const Written& pool, const std::vector<ServerIndex>& without) {
  std::string text = "backend b\n" + pool.options;
  for (ServerIndex i = 0; i < pool.addresses.size(); ++i)
    text += fmt::format(" server s{} {} id {} weight {} check{}\n", i, pool.addresses[i], i + 1,
                        pool.weights[i],
                        std::ranges::find(without, i) == without.end() ? "" : " disabled");
  return text;
}

double busiest(const PoolForecast& pool) {
  double most = 0;
  for (const Machine& machine : machines_of(pool)) most = std::max(most, machine.utilisation());
  return most;
}

// As the pool without those servers has it.
void expect_as_without(const Written& pool, const Loss& loss) {
  ASSERT_TRUE(loss.worst && loss.worst->utilisation);
  const Forecast without(text_of(pool, loss.lost), policy,
                         {.losses = LossDetail::none, .only_pool = ""});
  EXPECT_NEAR(*loss.worst->utilisation, busiest(without.pool()), 1e-9) << loss.of << loss.lost[0];
  EXPECT_NEAR(loss.worst->share, without.server(loss.worst->server).share, 1e-9) << loss.lost[0];
}

const Loss& one_of(const PoolForecast& pool, LossKind kind, base::Random& random) {
  std::vector<const Loss*> of_kind;
  for (const Loss& loss : pool.losses)
    if (loss.kind == kind) of_kind.push_back(&loss);
  EXPECT_FALSE(of_kind.empty());
  return *of_kind.at(random.below(of_kind.size()));
}

void expect_losses_as_without(const Written& pool, const PoolForecast& forecast,
                              base::Random& random) {
  for (const LossKind kind : {LossKind::server, LossKind::machine})
    expect_as_without(pool, one_of(forecast, kind, random));
}

TEST(MachineLosses, AreThoseOfThePoolWithoutTheServers) {
  constexpr std::uint64_t seed = 20260101;
  base::Random random(seed);
  for (const char* options : {" balance roundrobin\n", " balance source\n hash-type consistent\n",
                              " balance static-rr\n", " balance source\n"})
    for (int i = 0; i < 3; ++i) {
      const Written pool = random_pool(random, 70 + random.below(60), 30, options);
      const Forecast forecast(text_of(pool, {}), policy);
      EXPECT_EQ(forecast.pool().losses_left_out, 0u);
      for (int loss = 0; loss < 8; ++loss) expect_losses_as_without(pool, forecast.pool(), random);
    }
}

// Two thousand lines on three hundred machines: beyond what is computed anew for each.
TEST(MachineLosses, OfManyMachinesTakeOnePassWhereSharesGrowByOneFactor) {
  constexpr std::uint64_t seed = 20260102;
  base::Random random(seed);
  const Written pool = random_pool(random, 2000, 300, " balance roundrobin\n");
  const Forecast forecast(text_of(pool, {}), policy);
  EXPECT_EQ(forecast.pool().losses_left_out, 0u);
  for (int loss = 0; loss < 3; ++loss) expect_losses_as_without(pool, forecast.pool(), random);
}

TEST(MachineLosses, ThatAreLeftOutAreCountedAndSaid) {
  constexpr std::uint64_t seed = 20260103;
  base::Random random(seed);
  const Written pool = random_pool(random, 800, 60, " balance source\n hash-type consistent\n");
  const Forecast forecast(text_of(pool, {}), policy);
  EXPECT_EQ(forecast.pool().losses_left_out, 60u);
  const auto& notes = forecast.pool().grade.notes;
  EXPECT_TRUE(std::ranges::any_of(notes, [](const std::string& note) {
    return note.starts_with("60 of the losses are left out");
  }));
}

}  // namespace
}  // namespace ek::predict
