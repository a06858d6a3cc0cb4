#include "app/pool_choice.h"

#include <fmt/format.h>

#include "base/text.h"

namespace ek::app {
namespace {

using base::failure;
using base::Result;
using model::Pool;

constexpr std::size_t names_shown = 20;  // a screen has room for these

std::string names_of(const std::vector<Pool>& pools) {
  std::string names;
  for (std::size_t i = 0; i < pools.size() && i < names_shown; ++i)
    names += " " + base::printable(pools[i].name);
  if (pools.size() > names_shown) names += fmt::format(" and {} more", pools.size() - names_shown);
  return names;
}

std::string nearest_name(const std::string& name, const std::vector<Pool>& pools) {
  std::vector<std::string_view> names;
  for (const Pool& pool : pools) names.push_back(pool.name);
  return base::did_you_mean(name, names);
}

std::string places_of(const std::vector<const Pool*>& pools, const text::Sources& sources) {
  std::string places;
  for (std::size_t i = 0; i < pools.size() && i < names_shown; ++i)
    places += fmt::format("{} {} ({}:{})", i == 0 ? "" : ",", base::printable(pools[i]->name),
                          base::printable(sources[pools[i]->at.file].path()), pools[i]->at.line);
  return places;
}

}  // namespace

Result<std::vector<const Pool*>> choose_pools(const Loaded& loaded, const std::string& pattern) {
  const std::vector<Pool>& pools = loaded.reading.config.pools;
  std::vector<const Pool*> chosen;
  for (const Pool& pool : pools)
    if (pattern.empty() || base::glob_match(pattern, pool.name)) chosen.push_back(&pool);
  if (!chosen.empty() || pattern.empty()) return chosen;
  if (pools.empty())
    return failure(fmt::format("there is no pool {}: {} has no pool of servers",
                               base::printable(pattern), base::printable(loaded.name)));
  return failure(fmt::format("there is no pool {} in {}{}; there are:{}", base::printable(pattern),
                             base::printable(loaded.name), nearest_name(pattern, pools),
                             names_of(pools)));
}

Result<const Pool*> choose_pool(const Loaded& loaded, const std::string& pattern) {
  EK_TRY(const auto pools, choose_pools(loaded, pattern));
  if (pools.size() == 1) return pools.front();
  if (pools.empty()) return failure(base::printable(loaded.name) + " has no pool of servers");
  if (pattern.empty())
    return failure(fmt::format("{} has {} pools; name one with --pool:{}",
                               base::printable(loaded.name), pools.size(),
                               names_of(loaded.reading.config.pools)));
  return failure(fmt::format("--pool {} means {} pools, and only one can be simulated:{}",
                             base::printable(pattern), pools.size(),
                             places_of(pools, loaded.reading.sources)));
}

}  // namespace ek::app
