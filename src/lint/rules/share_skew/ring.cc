#include "lint/rules/share_skew/ring.h"

#include <algorithm>

#include "lint/weights.h"
#include "predict/program.h"

namespace ek::lint::share_skew {
namespace {

using predict::ServerIndex;

constexpr std::size_t tried_up_to = 32;  // servers
constexpr double good_enough = 1.1;

}  // namespace

Distortion worst_distortion(const model::Pool& pool, const std::vector<ServerIndex>& servers,
                            const std::vector<double>& shares) {
  const std::vector<double> by_weight = weight_shares(pool, servers);
  Distortion worst;
  for (std::size_t i = 0; i < servers.size(); ++i) {
    const Distortion here{servers[i], shares[i], by_weight[i]};
    if (worst.server == predict::no_server || here.factor() > worst.factor()) worst = here;
  }
  return worst;
}

std::optional<LargerWeights> evened_by_weights(const model::Program& program,
                                               const predict::PoolForecast& forecast) {
  if (forecast.candidates.size() > tried_up_to || forecast.algorithm == nullptr ||
      forecast.algorithm->shares == nullptr)
    return std::nullopt;
  std::uint32_t heaviest = 1;
  for (const ServerIndex i : forecast.candidates)
    heaviest = std::max(heaviest, forecast.pool->servers[i].weight.value);
  const std::uint32_t limit = predict::rules_of(program.kind).weight_sensible;
  for (const std::uint32_t times : {2u, 5u, 10u, 20u, 50u, 100u, 200u}) {
    if (heaviest > limit / times) break;
    model::Pool larger = *forecast.pool;
    for (model::Server& server : larger.servers) server.weight.value *= times;
    const auto shares =
        forecast.algorithm->shares(predict::Context{program, larger}, forecast.candidates);
    const double factor = worst_distortion(larger, forecast.candidates, shares).factor();
    if (factor <= good_enough) return LargerWeights{times, factor};
  }
  return std::nullopt;
}

}  // namespace ek::lint::share_skew
