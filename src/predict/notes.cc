// What a forecast says beside its figures.
#include <algorithm>

#include "base/figures.h"
#include "base/text.h"
#include "predict/across_pools.h"
#include "predict/forecast.h"
#include "predict/overload.h"

namespace ek::predict {
namespace {

constexpr std::size_t names_shown = 3;
constexpr std::size_t endpoints_noted = 5;  // more is a way to write this file, not a slip

std::string one_machine(const model::Pool& pool, const PoolForecast& forecast,
                        const SharedEndpoint& endpoint) {
  std::vector<std::string_view> names;
  double share = 0;
  for (const ServerIndex i : endpoint.servers) {
    names.push_back(pool.servers[i].name);
    share += forecast.servers[i].share;
  }
  const bool one_name =
      std::all_of(names.begin(), names.end(), [&](auto name) { return name == names[0]; });
  const std::string address = base::printable(endpoint.address);
  const std::string what = one_name
                               ? address + " stands here " + std::to_string(names.size()) + " times"
                               : listed_names(names) + " are one machine, " + address;
  const std::string gets = share > 0 ? "it gets " + base::percent(share) + " in all, and " : "";
  return what + ": " + gets + "its load is the sum of theirs.";
}

bool some_overload(const PoolForecast& forecast) {
  const auto over = [](const auto& server) {
    return server.utilisation && overloaded(*server.utilisation);
  };
  return std::ranges::any_of(forecast.servers, over) ||
         std::ranges::any_of(forecast.losses,
                             [&](const Loss& loss) { return loss.worst && over(*loss.worst); });
}

// Is a request that got no answer in time, or an error of the server's, sent to another?
bool retries_when_late(const model::Limits& limits) {
  return std::ranges::any_of(limits.next_upstream.value, [](std::string_view word) {
    return word == "timeout" || word.starts_with("http_5");
  });
}

}  // namespace

void note_retries(const Context& context, PoolForecast& forecast) {
  const model::Limits& limits = context.pool.limits;
  if (!retries_when_late(limits) || !some_overload(forecast)) return;
  std::size_t tries = forecast.candidates.size();
  if (limits.next_upstream_tries.value != 0)
    tries = std::min<std::size_t>(tries, limits.next_upstream_tries.value);
  if (tries < 2) return;
  forecast.grade.notes.push_back(
      "What an overloaded server does not answer in time is sent to another one, each request to " +
      std::to_string(tries) + " at most (*_next_upstream): loads then grow beyond these figures.");
}

// machines_across() puts the most used first, and each pool needs one example.
void note_machines_across(const model::Program& program, Prediction& prediction) {
  std::vector<std::uint8_t> noted(prediction.pools.size(), 0);
  for (const SharedMachine& machine : machines_across(program, prediction))
    for (const Reach& reach : machine.reaches) {
      if (noted[reach.pool] != 0) continue;
      noted[reach.pool] = 1;
      PoolForecast& forecast = prediction.pools[reach.pool];
      forecast.grade.notes.push_back(
          base::printable(forecast.pool->servers[reach.server].name) + " is one machine, " +
          base::printable(machine.address) + ", in " + std::to_string(machine.pools) +
          " pools: together they send it " + base::per_second(machine.load) + ", " +
          base::percent(machine.utilisation()) +
          " of its capacity. The loads here are this pool's alone.");
    }
}

std::string listed_names(std::span<const std::string_view> names) {
  std::string out;
  for (std::size_t i = 0; i < std::min(names_shown, names.size()); ++i)
    out += (i == 0 ? "" : i + 1 == names.size() ? " and " : ", ") + base::printable(names[i]);
  if (names.size() > names_shown)
    out += " and " + std::to_string(names.size() - names_shown) + " more";
  return out;
}

void note_shared_endpoints(const Context& context, PoolForecast& forecast) {
  std::size_t noted = 0;
  for (const SharedEndpoint& endpoint : forecast.shared) {
    if (endpoint.may_differ) continue;
    if (++noted > endpoints_noted) break;
    forecast.grade.notes.push_back(one_machine(context.pool, forecast, endpoint));
  }
}

}  // namespace ek::predict
