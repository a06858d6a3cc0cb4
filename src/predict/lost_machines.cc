// Losses where several servers are one machine: it takes all of them along, and what is left of
// such a machine carries the sum of its servers' loads.
#include <algorithm>
#include <map>

#include "predict/losses.h"
#include "predict/machines.h"

namespace ek::predict {
namespace {

std::vector<ServerIndex> usable(const model::Pool& pool) {
  std::vector<ServerIndex> servers;
  for (ServerIndex i = 0; i < pool.servers.size(); ++i)
    if (!pool.servers[i].disabled.value && pool.servers[i].weight.value > 0) servers.push_back(i);
  return servers;
}

}  // namespace

void LossTable::find_machines() {
  // Backups may stand on the machines of active servers.
  const bool all_take = forecast_.candidates.size() == forecast_.servers.size();
  machines_ = all_take ? forecast_.shared : shared_endpoints(context_, usable(context_.pool));
  std::erase_if(machines_, [](const SharedEndpoint& endpoint) { return endpoint.may_differ; });
  if (machines_.empty()) return;
  machine_of_.assign(forecast_.servers.size(), -1);
  for (std::size_t number = 0; number < machines_.size(); ++number) {
    for (const ServerIndex i : machines_[number].servers)
      machine_of_[i] = static_cast<std::int32_t>(number);
    adds_up_.push_back(is_one_machine(forecast_, machines_[number]) ? 1 : 0);
  }
}

void LossTable::add_up_machines(std::vector<Survivor>& survivors) const {
  if (machine_of_.empty()) return;
  std::map<std::int32_t, double> used;
  for (const Survivor& survivor : survivors)
    if (survivor.utilisation) used[machine_of_[survivor.server]] += *survivor.utilisation;
  for (Survivor& survivor : survivors) {
    const std::int32_t machine = machine_of_[survivor.server];
    if (machine >= 0 && adds_up_[static_cast<std::size_t>(machine)] != 0 && survivor.utilisation)
      survivor.utilisation = used[machine];
  }
}

std::vector<Loss> LossTable::machines() const {
  std::vector<Loss> losses;
  if (machines_.size() * forecast_.servers.size() > machine_work_max) return losses;
  for (const SharedEndpoint& machine : machines_) {
    losses.push_back(recomputed(machine.servers));
    losses.back().kind = LossKind::machine;
    losses.back().of = machine.address;
  }
  return losses;
}

}  // namespace ek::predict
