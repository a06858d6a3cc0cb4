#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "base/text.h"
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

// Names that the intent gives a share and the pool does not have: a slip that moves every share.
void note_unknown_names(const model::Pool& pool, PoolForecast& forecast) {
  std::vector<std::string_view> unknown;
  for (const auto& [name, share] : forecast.policy.intent.shares)
    if (share > 0 &&
        std::ranges::find(pool.servers, name, &model::Server::name) == pool.servers.end())
      unknown.push_back(name);
  if (unknown.empty()) return;
  forecast.grade.notes.push_back("The policy's intent gives shares to " + listed_names(unknown) +
                                 ", and " + base::printable(pool.name) + " has no such server.");
}

// In proportion to capacities, if all of them are known; false: not so, and a note says whose is
// missing.
bool intend_by_capacity(const model::Pool& pool, PoolForecast& forecast) {
  std::vector<std::string_view> missing;
  for (const ServerIndex i : forecast.candidates)
    if (!forecast.servers[i].capacity) missing.push_back(pool.servers[i].name);
  if (missing.empty()) {
    intend_by(forecast, [&](ServerIndex i) { return *forecast.servers[i].capacity; });
    return true;
  }
  forecast.grade.notes.push_back(
      "The policy's intent = \"capacity\" is left out: the capacity of " + listed_names(missing) +
      " is not known.");
  return false;
}

}  // namespace

void intend(const Context& context, PoolForecast& forecast) {
  const auto weight = [&](ServerIndex i) { return double(context.pool.servers[i].weight.value); };
  const auto one = [](ServerIndex) { return 1.0; };
  forecast.intended_by = IntendedBy::policy;
  switch (forecast.policy.intent.kind) {
    case IntentKind::even:
      return intend_by(forecast, one);
    case IntentKind::weights:
      return intend_by(forecast, weight);
    case IntentKind::capacity:
      if (intend_by_capacity(context.pool, forecast)) return;
      break;
    case IntentKind::shares:
      note_unknown_names(context.pool, forecast);
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
