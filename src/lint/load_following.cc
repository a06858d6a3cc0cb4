#include "lint/load_following.h"

#include <algorithm>
#include <array>
#include <limits>

namespace ek::lint {

bool follows_load(const model::Pool& pool) {
  constexpr std::array<std::string_view, 4> names{"leastconn", "first", "least_conn", "least_time"};
  return std::find(names.begin(), names.end(), pool.balance.algorithm.value) != names.end();
}

std::optional<double> utilisation_together(const predict::PoolForecast& pool,
                                           std::span<const predict::ServerIndex> lost) {
  if (!pool.rate) return std::nullopt;
  double capacity = 0;
  for (const predict::ServerIndex i : pool.candidates) {
    if (std::find(lost.begin(), lost.end(), i) != lost.end()) continue;
    if (!pool.servers[i].capacity) return std::nullopt;
    capacity += *pool.servers[i].capacity;
  }
  return capacity > 0 ? *pool.rate / capacity : std::numeric_limits<double>::infinity();
}

}  // namespace ek::lint
