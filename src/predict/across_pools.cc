#include "predict/across_pools.h"

#include <algorithm>
#include <unordered_map>

#include "predict/endpoints.h"
#include "predict/program.h"

namespace ek::predict {
namespace {

using model::AddressKind;

bool states_capacity(const ServerForecast& server) {
  return server.load && *server.load > 0 && server.capacity && *server.capacity > 0 &&
         (server.capacity_from == CapacityFrom::policy_capacity ||
          server.capacity_from == CapacityFrom::policy_concurrency);
}

bool may_be_several(const model::Program& program, const model::Address& address) {
  if (address.kind == AddressKind::none || address.kind == AddressKind::other) return true;
  return rules_of(program.kind).names_may_differ && address.kind == AddressKind::name;
}

class Machines {
 public:
  void add(const std::string& address, const Reach& reach, double capacity) {
    const auto [entry, added] = index_.try_emplace(address, machines_.size());
    if (added) machines_.push_back({address, {}, 0, 0, capacity});
    SharedMachine& machine = machines_[entry->second];
    if (machine.capacity != capacity) machine.capacity = disagreed;
    if (machine.reaches.empty() || machine.reaches.back().pool != reach.pool) ++machine.pools;
    machine.reaches.push_back(reach);
    machine.load += reach.load;
  }

  std::vector<SharedMachine> shared() && {
    std::erase_if(machines_, [](const SharedMachine& machine) {
      return machine.pools < 2 || machine.capacity == disagreed;
    });
    std::ranges::stable_sort(machines_, [](const SharedMachine& a, const SharedMachine& b) {
      return a.utilisation() > b.utilisation();
    });
    return std::move(machines_);
  }

 private:
  static constexpr double disagreed = -1;
  std::unordered_map<std::string, std::size_t> index_;
  std::vector<SharedMachine> machines_;
};

}  // namespace

std::vector<SharedMachine> machines_across(const model::Program& program,
                                           const Prediction& prediction) {
  if (prediction.pools.size() < 2) return {};
  Machines machines;
  for (std::size_t i = 0; i < prediction.pools.size(); ++i) {
    const PoolForecast& pool = prediction.pools[i];
    for (const ServerIndex server : pool.candidates) {
      const ServerForecast& forecast = pool.servers[server];
      if (!states_capacity(forecast)) continue;
      const auto address = reached_at(program, pool.pool->servers[server]);
      if (may_be_several(program, address)) continue;
      machines.add(to_string(address), {i, server, *forecast.load}, *forecast.capacity);
    }
  }
  return std::move(machines).shared();
}

}  // namespace ek::predict
