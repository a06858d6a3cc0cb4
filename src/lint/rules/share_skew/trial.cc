#include "lint/rules/share_skew/trial.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "lint/words.h"
#include "predict/overload.h"

namespace ek::lint::share_skew {
namespace {

constexpr double intent_tolerance = 0.1;      // relative: rings are never quite even
constexpr double share_tolerance = 0.005;     // and half a point moves no machine
constexpr double simulated_tolerance = 0.01;  // twice what chance leaves open

bool is_overloaded(const predict::ServerForecast& server) {
  return predict::overloaded(server.utilisation.value_or(0));
}

std::string overloads(const PoolForecast& before, const PoolForecast& after) {
  std::vector<std::string> names;
  const predict::ServerForecast* worst = nullptr;
  for (ServerIndex i = 0; i < after.servers.size(); ++i) {
    const auto& server = after.servers[i];
    if (!is_overloaded(server) || is_overloaded(before.servers[i])) continue;
    const bool harder = worst == nullptr || *server.utilisation > *worst->utilisation;
    names.insert(harder ? names.begin() : names.end(), after.pool->servers[i].name);
    if (harder) worst = &server;
  }
  if (worst == nullptr) return {};
  const std::string others =
      names.size() > 1 ? fmt::format(" (and {} more)", counted(names.size() - 1, "server")) : "";
  return fmt::format("{} then gets {} and can carry {}{}", quoted(names.front()),
                     per_second(*worst->load), per_second(*worst->capacity), others);
}

// The pool alone, under the policy that holds for it now.
Trial predict_again(const PoolView& view, model::Pool changed) {
  model::Config config;
  config.program = view.subject.config.program;
  config.pools.push_back(std::move(changed));
  model::Policy policy;
  policy.pools.push_back(view.forecast.policy);
  policy.pools.front().pattern = "*";
  policy.pools.front().workload.rate.set({}, {});
  if (view.forecast.rate)
    policy.pools.front().workload.rate.value = base::Rate{*view.forecast.rate};
  const predict::Prediction after =
      predict::predict(config, policy, {.losses = predict::LossDetail::none, .only_pool = ""});
  const PoolForecast& forecast = after.pools.front();
  return {deviations(forecast).empty(), overloads(view.forecast, forecast)};
}

}  // namespace

std::vector<Deviation> deviations(const PoolForecast& forecast) {
  const double least = forecast.simulated ? simulated_tolerance : share_tolerance;
  std::vector<Deviation> off;
  for (ServerIndex i = 0; i < forecast.servers.size(); ++i) {
    const Deviation here{i, forecast.servers[i].share, forecast.servers[i].intended};
    if (std::abs(here.share - here.intended) > std::max(least, intent_tolerance * here.intended))
      off.push_back(here);
  }
  return off;
}

Trial try_weights(const PoolView& view, const std::vector<std::uint32_t>& weights) {
  model::Pool changed = view.pool;
  for (std::size_t i = 0; i < weights.size(); ++i)
    changed.servers[view.servers[i]].weight.value = weights[i];
  return predict_again(view, std::move(changed));
}

Trial try_weight(const PoolView& view, ServerIndex server, std::uint32_t weight) {
  model::Pool changed = view.pool;
  changed.servers[server].weight.value = weight;
  return predict_again(view, std::move(changed));
}

}  // namespace ek::lint::share_skew
