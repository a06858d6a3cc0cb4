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

std::int32_t LossTable::summed(ServerIndex server) const {
  if (sums_.empty()) return -1;
  const std::int32_t machine = machine_of_[server];
  return machine >= 0 && adds_up_[static_cast<std::size_t>(machine)] != 0 ? machine : -1;
}

void LossTable::sum_machines() {
  if (machine_of_.empty() || !forecast_.rate || !forecast_.load_told) return;
  sums_.resize(machines_.size());
  for (const ServerIndex server : forecast_.candidates) {
    const std::int32_t machine = summed(server);
    if (machine < 0) continue;
    Sum& sum = sums_[static_cast<std::size_t>(machine)];
    sum.share += standings_[server].share;
    if (sum.first == no_server)
      sum.first = server;
    else if (sum.second == no_server)
      sum.second = server;
  }
}

Survivor LossTable::standing(ServerIndex server, double scale, const LoadTerms& terms) const {
  Survivor survivor = at(server, standings_[server].share * scale, terms);
  if (const std::int32_t machine = summed(server); machine >= 0) {
    const double share = sums_[static_cast<std::size_t>(machine)].share;
    survivor.utilisation = at(server, share * scale, terms).utilisation;
  }
  return survivor;
}

void LossTable::begin_round() {
  ++round_;
  touched_.clear();
}

void LossTable::touch(ServerIndex server, double moved, double gone) {
  const std::int32_t machine = summed(server);
  Sum& sum = sums_[static_cast<std::size_t>(machine)];
  if (sum.round != round_) {
    sum.round = round_;
    sum.moved = sum.gone = sum.to_first = sum.to_second = 0;
    touched_.push_back(machine);
  }
  sum.moved += moved;
  sum.gone += gone;
  if (server == sum.first) sum.to_first += moved;
  if (server == sum.second) sum.to_second += moved;
}

// The machines that a move or the loss itself changes: each is told by the first server that is
// left there.
void LossTable::keep_touched(ServerIndex lost, double scale, const LoadTerms& terms,
                             Loss& loss) const {
  for (const std::int32_t machine : touched_) {
    const Sum& sum = sums_[static_cast<std::size_t>(machine)];
    const ServerIndex first = sum.first == lost ? sum.second : sum.first;
    if (first == no_server) continue;
    const double share = (sum.share - sum.gone) * scale + sum.moved;
    const double moved = first == sum.first ? sum.to_first : sum.to_second;
    Survivor survivor = at(first, standings_[first].share * scale + moved, terms);
    survivor.utilisation = at(first, share, terms).utilisation;
    keep_worst(loss, survivor);
  }
}

// Where all others grow by one factor, whoever is lost.
Loss LossTable::by_scale(const SharedEndpoint& machine) {
  Loss loss;
  loss.lost = machine.servers;
  begin_round();
  double gone = 0;
  std::size_t takers = forecast_.candidates.size();
  for (const ServerIndex server : machine.servers) {
    standings_[server].round = round_;
    gone += standings_[server].share;
    takers -= std::ranges::binary_search(forecast_.candidates, server) ? 1 : 0;
    if (summed(server) >= 0) touch(server, 0, 0);
  }
  keep_hardest_untouched(1 / (1 - gone), after_.terms(loss.lost, takers), loss);
  return loss;
}

bool LossTable::shares_scale() const {
  std::vector<double> shares;
  shares.reserve(forecast_.candidates.size());
  for (const ServerIndex server : forecast_.candidates) shares.push_back(standings_[server].share);
  return is_proportional(forecast_.candidates, shares);
}

std::vector<Loss> LossTable::machines() {
  std::vector<Loss> losses;
  if (machines_.empty()) return losses;
  const bool few = machines_.size() * forecast_.servers.size() <= machine_work_max;
  const bool by_scales = !few && !full_ && !after_.may_simulate() && shares_scale();
  if (!few && !by_scales) {
    left_out_ += machines_.size();
    return losses;
  }
  constexpr double all = 1 - 1e-9;
  for (const SharedEndpoint& machine : machines_) {
    double gone = 0;
    for (const ServerIndex server : machine.servers) gone += standings_[server].share;
    losses.push_back(by_scales && gone < all ? by_scale(machine) : recomputed(machine.servers));
    losses.back().kind = LossKind::machine;
    losses.back().of = machine.address;
  }
  return losses;
}

}  // namespace ek::predict
