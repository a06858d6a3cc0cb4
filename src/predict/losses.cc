// What every loss does. One pass over all single losses costs O(n) in all: an algorithm tells what
// a loss moves (Shift), and the hardest hit survivor is found among the moved and the top of a list
// sorted once. Zones and losses of several servers are recomputed, or searched where they are many.
#include "predict/losses.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <map>

#include "base/figures.h"
#include "predict/balancer.h"

namespace ek::predict {
namespace {

// Worst first; equals stay in the pool's order. Sorts numbers, then moves each loss once.
std::vector<Loss> worst_first(std::vector<Loss> losses) {
  std::vector<std::pair<double, std::size_t>> order;
  order.reserve(losses.size());
  for (std::size_t i = 0; i < losses.size(); ++i) order.emplace_back(-harm(losses[i].worst), i);
  std::sort(order.begin(), order.end());
  std::vector<Loss> sorted;
  sorted.reserve(losses.size());
  for (const auto& [key, i] : order) sorted.push_back(std::move(losses[i]));
  return sorted;
}

// A shift moves shares among the candidates; here servers that are none may follow a lost one.
bool others_stand_in(const Context& context, const PoolForecast& forecast) {
  const auto& takers = forecast.candidates;
  return forecast.algorithm->stand_ins != nullptr && !context.pool.balance.all_backups.value &&
         !takers.empty() && context.pool.servers[takers.front()].backup.value;
}

}  // namespace

double harm(const std::optional<Survivor>& worst) {
  constexpr double known = 2;  // above every share
  if (!worst) return std::numeric_limits<double>::infinity();
  return worst->utilisation ? known + *worst->utilisation : worst->share;
}

LossTable::LossTable(const Context& context, const PoolForecast& forecast, LossDetail detail,
                     const UnderLoad* under_load)
    : context_(context), forecast_(forecast), under_load_(under_load), order_(forecast.candidates) {
  standings_.reserve(forecast.servers.size());
  for (const ServerForecast& server : forecast.servers) standings_.push_back({server.share, 0});
  full_ = forecast.servers.size() <=
          (detail == LossDetail::full ? losses_full_up_to : losses_listed_up_to);
  find_machines();
  sum_machines();
  std::erase_if(order_, [&](ServerIndex server) {
    const std::int32_t machine = summed(server);
    return machine >= 0 && sums_[static_cast<std::size_t>(machine)].first != server;
  });
  std::stable_sort(order_.begin(), order_.end(),
                   [&](ServerIndex a, ServerIndex b) { return harder(standing(a), standing(b)); });
}

// `told`: a load follows from the share.
Survivor LossTable::at(ServerIndex server, double share, bool told) const {
  const ServerForecast& now = forecast_.servers[server];
  Survivor survivor{server, share, std::nullopt};
  if (forecast_.rate && told && now.capacity && *now.capacity > 0)
    survivor.utilisation = share * *forecast_.rate / *now.capacity;
  return survivor;
}

Loss LossTable::by_shift(ServerIndex lost, const Shift& shift) {
  Loss loss;
  loss.lost = {lost};
  begin_round();
  standings_[lost].round = round_;
  if (summed(lost) >= 0) touch(lost, 0, standings_[lost].share);
  for (const auto& [server, moved] : shift.moved) {
    Standing& standing = standings_[server];
    standing.round = round_;
    if (summed(server) >= 0)
      touch(server, moved, 0);
    else
      keep_worst(loss, at(server, standing.share * shift.scale + moved, forecast_.load_told));
  }
  keep_touched(lost, shift.scale, loss);
  keep_hardest_untouched(shift.scale, loss);
  if (full_) list_survivors(lost, shift, loss);
  return loss;
}

// Those that no move names keep their order.
void LossTable::keep_hardest_untouched(double scale, Loss& loss) const {
  for (const ServerIndex server : order_) {
    const std::int32_t machine = summed(server);
    const bool touched = machine >= 0 ? sums_[static_cast<std::size_t>(machine)].round == round_
                                      : standings_[server].round == round_;
    if (touched) continue;
    Survivor survivor = standing(server);
    survivor.share *= scale;
    if (survivor.utilisation) *survivor.utilisation *= scale;
    return keep_worst(loss, survivor);
  }
}

void LossTable::list_survivors(ServerIndex lost, const Shift& shift, Loss& loss) {
  moved_.resize(forecast_.servers.size());
  for (const auto& [server, moved] : shift.moved) moved_[server] = moved;
  for (const ServerIndex server : forecast_.candidates)
    if (server != lost)
      loss.survivors.push_back(
          at(server, standings_[server].share * shift.scale + moved_[server], forecast_.load_told));
  for (const auto& [server, moved] : shift.moved) moved_[server] = 0;
  add_up_machines(loss.survivors);
}

std::vector<double> LossTable::shares_of(std::span<const ServerIndex> left,
                                         std::span<const ServerIndex> lost) const {
  if (under_load_ == nullptr) return forecast_.algorithm->shares(context_, left);
  const auto all = under_load_->shares_without(lost);
  std::vector<double> shares;
  for (const ServerIndex server : left) shares.push_back(all[server]);
  return shares;
}

Loss LossTable::recomputed(std::vector<ServerIndex> lost) const {
  const auto left = left_without(lost);
  const auto shares = shares_of(left, lost);
  const bool told = forecast_.load_told || left.size() == 1;  // one alone takes everything
  std::vector<Survivor> survivors;
  survivors.reserve(left.size());
  for (std::size_t i = 0; i < left.size(); ++i) survivors.push_back(at(left[i], shares[i], told));
  add_up_machines(survivors);
  Loss loss;
  loss.lost = std::move(lost);
  for (const Survivor& survivor : survivors) keep_worst(loss, survivor);
  if (full_) loss.survivors = std::move(survivors);
  return loss;
}

// Servers that take no traffic now (backups, drained ones): their loss moves nothing, and is listed
// so.
std::vector<ServerIndex> LossTable::idle_servers() const {
  std::vector<std::uint8_t> takes(forecast_.servers.size(), 0);
  for (const ServerIndex server : forecast_.candidates) takes[server] = 1;
  std::vector<ServerIndex> idle;
  for (ServerIndex i = 0; i < takes.size(); ++i)
    if (takes[i] == 0 && !context_.pool.servers[i].disabled.value) idle.push_back(i);
  return idle;
}

std::vector<Loss> LossTable::singles() {
  std::vector<Loss> losses;
  const auto& algorithm = *forecast_.algorithm;
  const auto& takers = forecast_.candidates;
  constexpr std::size_t zones_and_worst = 64;  // mostly; to grow a long list doubles it
  losses.reserve(forecast_.servers.size() + machines_.size() + zones_and_worst);
  const bool by_shifts = algorithm.losses != nullptr && under_load_ == nullptr &&
                         !others_stand_in(context_, forecast_);
  if (takers.size() >= 2 && by_shifts) {
    std::vector<double> shares;
    for (const ServerIndex server : takers) shares.push_back(standings_[server].share);
    algorithm.losses(context_, takers, shares, [&](ServerIndex lost, const Shift& shift) {
      losses.push_back(by_shift(lost, shift));
    });
  } else if (takers.size() < recomputed_max) {
    for (const ServerIndex server : takers) losses.push_back(recomputed({server}));
  } else {
    left_out_ += takers.size();
  }
  for (const ServerIndex idle : idle_servers()) losses.push_back(by_shift(idle, {}));
  return losses;
}

std::vector<Loss> LossTable::zones() const {
  std::map<std::string, std::vector<ServerIndex>> members;
  if (!forecast_.policy.servers.empty())
    for (ServerIndex i = 0; i < forecast_.servers.size(); ++i) {
      const auto zone = policy_of(forecast_.policy, context_.pool.servers[i].name).zone;
      if (zone.stated()) members[zone.value].push_back(i);
    }
  std::vector<Loss> losses;
  for (auto& [zone, servers] : members) {
    losses.push_back(recomputed(std::move(servers)));
    losses.back().kind = LossKind::zone;
    losses.back().of = zone;
  }
  return losses;
}

void lose_servers(const Context& context, LossDetail detail, const UnderLoad* under_load,
                  PoolForecast& forecast) {
  if (detail == LossDetail::none || forecast.algorithm == nullptr ||
      forecast.algorithm->shares == nullptr)
    return;
  LossTable table(context, forecast, detail, under_load);
  std::vector<Loss> machines = table.machines();  // first: the others take room
  std::vector<Loss> losses = table.singles();
  std::ranges::move(machines, std::back_inserter(losses));
  std::ranges::move(table.zones(), std::back_inserter(losses));
  const std::uint32_t together = forecast.policy.survive.value;
  if (together >= 2) losses.push_back(table.worst_of(together));
  forecast.losses = worst_first(std::move(losses));
  forecast.losses_left_out = table.left_out();
  if (table.left_out() > 0)
    forecast.grade.notes.push_back(fmt::format(
        "{} of the losses are left out: each of them would be a computation of its own over {} "
        "servers.",
        base::count_text(static_cast<double>(table.left_out())), forecast.servers.size()));
}

}  // namespace ek::predict
