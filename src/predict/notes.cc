// What a forecast says beside its figures.
#include <algorithm>

#include "base/text.h"
#include "predict/endpoints.h"
#include "predict/forecast.h"

namespace ek::predict {
namespace {

constexpr std::size_t names_shown = 3;
constexpr std::size_t endpoints_noted = 5;  // more is a way to write this file, not a slip

}  // namespace

std::string listed_names(std::span<const std::string_view> names) {
  std::string out;
  for (std::size_t i = 0; i < std::min(names_shown, names.size()); ++i)
    out += (i == 0 ? "" : i + 1 == names.size() ? " and " : ", ") + base::printable(names[i]);
  if (names.size() > names_shown)
    out += " and " + std::to_string(names.size() - names_shown) + " more";
  return out;
}

void note_shared_endpoints(const Context& context, PoolForecast& forecast) {
  const auto shared = shared_endpoints(context, forecast.candidates);
  std::size_t noted = 0;
  for (const SharedEndpoint& endpoint : shared) {
    if (endpoint.may_differ) continue;
    if (++noted > endpoints_noted) break;
    std::vector<std::string_view> names;
    for (const ServerIndex i : endpoint.servers) names.push_back(context.pool.servers[i].name);
    const bool one_name =
        std::all_of(names.begin(), names.end(), [&](auto name) { return name == names[0]; });
    forecast.grade.notes.push_back(
        (one_name
             ? base::printable(endpoint.address) + " stands here " + std::to_string(names.size()) +
                   " times and is one machine"
             : listed_names(names) + " are one machine, " + base::printable(endpoint.address)) +
        ": its load is the sum of theirs.");
  }
}

}  // namespace ek::predict
