#include "predict/machines.h"

#include <algorithm>

namespace ek::predict {

bool is_one_machine(const PoolForecast& pool, const SharedEndpoint& endpoint) {
  if (endpoint.may_differ) return false;
  const auto& first = pool.servers[endpoint.servers.front()];
  return std::all_of(endpoint.servers.begin(), endpoint.servers.end(), [&](ServerIndex i) {
    const auto& server = pool.servers[i];
    const bool stated = server.capacity_from == CapacityFrom::policy_capacity ||
                        server.capacity_from == CapacityFrom::policy_concurrency;
    return stated && server.capacity == first.capacity;
  });
}

std::vector<Machine> machines_of(const PoolForecast& pool) {
  std::vector<Machine> machines;
  std::vector<std::uint8_t> taken(pool.servers.size(), 0);
  for (const SharedEndpoint& endpoint : pool.shared) {
    const bool loads_known = std::ranges::all_of(
        endpoint.servers, [&](ServerIndex i) { return pool.servers[i].load.has_value(); });
    if (!loads_known || !is_one_machine(pool, endpoint)) continue;
    Machine machine{endpoint.servers, endpoint.address, 0,
                    *pool.servers[endpoint.servers.front()].capacity};
    for (const ServerIndex i : endpoint.servers) {
      machine.load += *pool.servers[i].load;
      taken[i] = 1;
    }
    machines.push_back(std::move(machine));
  }
  for (const ServerIndex i : pool.candidates) {
    const auto& server = pool.servers[i];
    if (taken[i] == 0 && server.load && server.capacity && *server.capacity > 0)
      machines.push_back({{i}, "", *server.load, *server.capacity});
  }
  return machines;
}

}  // namespace ek::predict
