#include "lint/together.h"

#include <algorithm>
#include <limits>

#include "predict/machines.h"

namespace ek::lint {

using predict::ServerIndex;

std::optional<double> utilisation_together(const predict::PoolForecast& pool,
                                           std::span<const ServerIndex> lost) {
  if (!pool.rate) return std::nullopt;
  const auto is_left = [&](ServerIndex i) {
    return std::find(lost.begin(), lost.end(), i) == lost.end();
  };
  double capacity = 0;
  for (const ServerIndex i : pool.candidates) {
    if (!is_left(i)) continue;
    if (!pool.servers[i].capacity) return std::nullopt;
    capacity += *pool.servers[i].capacity;
  }
  for (const predict::SharedEndpoint& endpoint : pool.shared) {
    if (!is_one_machine(pool, endpoint)) continue;
    const auto left = std::count_if(endpoint.servers.begin(), endpoint.servers.end(), is_left);
    if (left > 1)
      capacity -= static_cast<double>(left - 1) * *pool.servers[endpoint.servers[0]].capacity;
  }
  return capacity > 0 ? *pool.rate / capacity : std::numeric_limits<double>::infinity();
}

}  // namespace ek::lint
