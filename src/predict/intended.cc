#include <algorithm>

#include "predict/forecast.h"

namespace ek::predict {
namespace {

using model::IntentKind;

// Intended shares in proportion to `part` of each candidate; even when the parts sum to nothing.
template <class Part>
void intend_by(PoolForecast& forecast, Part part) {
  double total = 0;
  for (const ServerIndex i : forecast.candidates) total += part(i);
  const double even =
      1.0 / static_cast<double>(std::max<std::size_t>(1, forecast.candidates.size()));
  for (const ServerIndex i : forecast.candidates)
    forecast.servers[i].intended = total > 0 ? part(i) / total : even;
}

bool every_server_states_a_weight(const model::Pool& pool) {
  return std::all_of(pool.servers.begin(), pool.servers.end(), [](const model::Server& server) {
    return server.weight.stated() || server.backup.value;
  });
}

void intend_as_listed(const model::Pool& pool, PoolForecast& forecast) {
  const auto& shares = forecast.policy.intent.shares;
  for (ServerIndex i = 0; i < pool.servers.size(); ++i) {
    const auto found = shares.find(pool.servers[i].name);
    forecast.servers[i].intended = found == shares.end() ? 0 : found->second;
  }
}

}  // namespace

void intend(const Context& context, PoolForecast& forecast) {
  const auto weight = [&](ServerIndex i) { return double(context.pool.servers[i].weight.value); };
  const auto capacity = [&](ServerIndex i) { return forecast.servers[i].capacity.value_or(0); };
  const auto one = [](ServerIndex) { return 1.0; };
  forecast.intended_by = IntendedBy::policy;
  switch (forecast.policy.intent.kind) {
    case IntentKind::even:
      return intend_by(forecast, one);
    case IntentKind::weights:
      return intend_by(forecast, weight);
    case IntentKind::capacity:
      return intend_by(forecast, capacity);
    case IntentKind::shares:
      return intend_as_listed(context.pool, forecast);
    case IntentKind::unstated:
      break;
  }
  if (every_server_states_a_weight(context.pool)) {
    forecast.intended_by = IntendedBy::weights;
    return intend_by(forecast, weight);
  }
  forecast.intended_by = IntendedBy::even;
  intend_by(forecast, one);
}

}  // namespace ek::predict
