#include "lint/together.h"

#include <algorithm>
#include <limits>

#include "lint/algorithms.h"
#include "predict/machines.h"
#include "predict/overload.h"
#include "predict/program.h"

namespace ek::lint {

using predict::ServerIndex;

bool judged_together(const predict::PoolForecast& pool) {
  if (follows_load(pool) && !pool.simulated) return true;
  return pool.algorithm != nullptr &&
         !predict::waits_for_its_server(pool.algorithm->program, *pool.pool) &&
         std::ranges::all_of(pool.candidates, [&](ServerIndex i) {
           return pool.servers[i].capacity_from == predict::CapacityFrom::maxconn;
         });
}

std::vector<ServerIndex> take_overflow(const predict::PoolForecast& pool,
                                       std::span<const ServerIndex> takers) {
  std::vector<ServerIndex> backups;
  const auto& servers = pool.pool->servers;
  const auto limited = [&](ServerIndex i) { return servers[i].maxconn.value > 0; };
  if (pool.algorithm == nullptr || predict::rules_of(pool.algorithm->program).queues ||
      !std::ranges::all_of(takers, limited))
    return backups;
  for (ServerIndex i = 0; i < servers.size(); ++i)
    if (servers[i].backup.value && !servers[i].disabled.value && servers[i].weight.value > 0 &&
        std::ranges::find(takers, i) == takers.end())
      backups.push_back(i);
  return backups;
}

Together::Together(const predict::PoolForecast& pool) : pool_(pool), counted_(pool.candidates) {
  std::ranges::copy(take_overflow(pool, pool.candidates), std::back_inserter(counted_));
  std::ranges::sort(counted_);
  for (const ServerIndex i : counted_) {
    capacity_ += pool.servers[i].capacity.value_or(0);
    unknown_ += pool.servers[i].capacity ? 0 : 1;
  }
  for (const predict::SharedEndpoint& endpoint : pool.shared) {
    if (!is_one_machine(pool, endpoint)) continue;
    for (const ServerIndex i : endpoint.servers) machine_of_[i] = machines_.size();
    const auto capacity = pool.servers[endpoint.servers[0]].capacity;
    machines_.push_back({endpoint.servers.size(), capacity.value_or(0)});
    capacity_ -= machines_.back().surplus(endpoint.servers.size());
  }
}

bool Together::leaves_somebody(std::span<const ServerIndex> lost) const {
  const auto takes = [&](ServerIndex i) {
    return std::binary_search(pool_.candidates.begin(), pool_.candidates.end(), i);
  };
  return static_cast<std::size_t>(std::ranges::count_if(lost, takes)) < pool_.candidates.size();
}

bool Together::counts(ServerIndex server) const {
  return std::ranges::binary_search(counted_, server);
}

std::optional<double> Together::utilisation_without(std::span<const ServerIndex> lost) const {
  if (!pool_.rate) return std::nullopt;
  double capacity = capacity_;
  std::size_t unknown = unknown_, left = counted_.size();
  std::map<std::size_t, std::size_t> lost_of;  // by machine
  for (const ServerIndex i : lost) {
    if (const auto found = machine_of_.find(i); found != machine_of_.end())
      ++lost_of[found->second];
    if (!counts(i)) continue;
    --left;
    capacity -= pool_.servers[i].capacity.value_or(0);
    unknown -= pool_.servers[i].capacity ? 0 : 1;
  }
  for (const auto& [number, count] : lost_of) {
    const Machine& machine = machines_[number];
    capacity += machine.surplus(machine.servers) - machine.surplus(machine.servers - count);
  }
  if (unknown > 0) return std::nullopt;
  return left > 0 && capacity > 0 ? *pool_.rate / capacity
                                  : std::numeric_limits<double>::infinity();
}

}  // namespace ek::lint
