// The worst loss for a pool that is judged as a whole: in each stage (the active servers, then
// those backups that stand in) the machines with the most capacity go first, and all of them when k
// allows.
#include <algorithm>
#include <limits>
#include <numeric>

#include "lint/together.h"
#include "predict/balancer.h"
#include "predict/machines.h"

namespace ek::lint {
namespace {

using predict::PoolForecast, predict::ServerIndex;

struct Machine {
  std::vector<ServerIndex> servers;
  double capacity = 0;
};

struct Stage {
  std::vector<Machine> machines;  // the largest first
  bool known = true;              // every capacity
};

Stage stage_of(const predict::Context& context, const PoolForecast& pool,
               const std::vector<ServerIndex>& takers) {
  Stage stage;
  std::vector<std::uint8_t> seen(pool.servers.size(), 0);
  const auto add = [&](const std::vector<ServerIndex>& servers, bool one_capacity) {
    Machine machine{servers, 0};
    for (const ServerIndex i : servers) {
      seen[i] = 1;
      stage.known = stage.known && pool.servers[i].capacity.has_value();
      const double capacity = pool.servers[i].capacity.value_or(0);
      machine.capacity = one_capacity ? capacity : machine.capacity + capacity;
    }
    stage.machines.push_back(std::move(machine));
  };
  for (const predict::SharedEndpoint& endpoint : shared_endpoints(context, takers))
    if (!endpoint.may_differ) add(endpoint.servers, is_one_machine(pool, endpoint));
  for (const ServerIndex i : takers)
    if (seen[i] == 0) add({i}, true);
  std::ranges::stable_sort(stage.machines, std::greater<>(), &Machine::capacity);
  return stage;
}

// Who takes traffic now, and those that take what full ones do not.
std::vector<ServerIndex> taking(const predict::Context& context, const PoolForecast& pool,
                                const std::vector<std::uint8_t>& up) {
  std::vector<ServerIndex> takers = predict::candidates(context, up);
  for (const ServerIndex i : take_overflow(pool, takers))
    if (up[i] != 0) takers.push_back(i);
  std::ranges::sort(takers);
  return takers;
}

void lose(const Machine& machine, std::vector<ServerIndex>& lost) {
  lost.insert(lost.end(), machine.servers.begin(), machine.servers.end());
}

// A stage less its largest machines.
WorstTogether without_largest(const PoolForecast& pool, const Stage& stage, std::size_t count,
                              std::vector<ServerIndex> lost) {
  double capacity = 0;
  for (std::size_t i = 0; i < stage.machines.size(); ++i) {
    if (i < count)
      lose(stage.machines[i], lost);
    else
      capacity += stage.machines[i].capacity;
  }
  std::ranges::sort(lost);
  return {std::move(lost),
          capacity > 0 ? *pool.rate / capacity : std::numeric_limits<double>::infinity()};
}

}  // namespace

std::optional<WorstTogether> worst_together(const model::Program& program, const PoolForecast& pool,
                                            std::size_t k) {
  const predict::Context context{program, *pool.pool};
  std::vector<std::uint8_t> up(pool.servers.size(), 1);
  std::vector<ServerIndex> lost;
  std::optional<WorstTogether> worst;
  bool known = pool.rate.has_value();
  for (std::size_t left = k;;) {
    const Stage stage = stage_of(context, pool, taking(context, pool, up));
    if (stage.machines.empty()) return WorstTogether{lost, std::numeric_limits<double>::infinity()};
    const std::size_t count = std::min(left, stage.machines.size() - 1);
    if (count > 0 || !lost.empty()) {
      known = known && stage.known;
      if (known) {
        auto here = without_largest(pool, stage, count, lost);
        if (!worst || here.utilisation > worst->utilisation) worst = std::move(here);
      }
    }
    if (stage.machines.size() > left) break;
    left -= stage.machines.size();
    for (const Machine& machine : stage.machines) lose(machine, lost);
    for (const ServerIndex i : lost) up[i] = 0;
  }
  return known || (worst && worst->utilisation >= 1) ? worst : std::nullopt;
}

}  // namespace ek::lint
