#include "lint/machines.h"

#include <algorithm>

#include "predict/endpoints.h"

namespace ek::lint {
namespace {

using predict::CapacityFrom, predict::PoolForecast, predict::ServerIndex;

bool stated_alike(const PoolForecast& pool, const std::vector<ServerIndex>& servers) {
  const auto& first = pool.servers[servers.front()];
  return std::all_of(servers.begin(), servers.end(), [&](ServerIndex i) {
    const auto& server = pool.servers[i];
    const bool stated = server.capacity_from == CapacityFrom::policy_capacity ||
                        server.capacity_from == CapacityFrom::policy_concurrency;
    return stated && server.load && server.capacity == first.capacity;
  });
}

}  // namespace

std::vector<Machine> machines_of(const model::Program& program, const PoolForecast& pool) {
  std::vector<Machine> machines;
  std::vector<std::uint8_t> taken(pool.servers.size(), 0);
  for (auto& endpoint : predict::shared_endpoints({program, *pool.pool}, pool.candidates)) {
    if (endpoint.may_differ || !stated_alike(pool, endpoint.servers)) continue;
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

}  // namespace ek::lint
