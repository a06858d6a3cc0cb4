#include "model/config.h"

namespace ek::model {

bool Route::names_any(const Config& config) const {
  return computed && !one_value && config.pool(target) == nullptr;
}

const Pool* Config::pool(std::string_view name) const {
  for (const Pool& pool : pools)
    if (pool.name == name) return &pool;
  return nullptr;
}

std::optional<double> Config::part_of(std::string_view pool) const {
  std::optional<double> part;
  for (const Route& route : routes) {
    if (!route.part || route.at != routes.front().at) return std::nullopt;
    if (route.is_pool && route.target == pool) part = part.value_or(0) + *route.part;
  }
  return part;
}

}  // namespace ek::model
