// What every loss does. One pass over all single losses costs O(n) in all: an algorithm tells what
// a loss moves (Shift), and the hardest hit survivor is found among the moved and the top of a list
// sorted once. Zones and losses of several servers are recomputed, or searched where they are many.
#include "predict/losses.h"

#include <algorithm>
#include <limits>
#include <map>
#include <utility>

#include "predict/balancer.h"

namespace ek::predict {
namespace {

// Of two survivors, is `a` harder hit? By utilisation where it is known, else by share.
bool harder(const Survivor& a, const Survivor& b) {
  if (a.utilisation.has_value() != b.utilisation.has_value()) return a.utilisation.has_value();
  return a.utilisation ? *a.utilisation > *b.utilisation : a.share > b.share;
}

inline void keep_worst(Loss& loss, const Survivor& survivor) {
  if (!loss.worst || harder(survivor, *loss.worst)) loss.worst = survivor;
}

// Worst first; equals stay in the pool's order. Sorts numbers, then moves each loss once, within
// the vector: a second one of 100,000 would take 14 MB.
void sort_worst_first(std::vector<Loss>& losses) {
  std::vector<std::pair<double, std::uint32_t>> order;  // of each place: who belongs there
  order.reserve(losses.size());
  for (std::uint32_t i = 0; i < losses.size(); ++i) order.emplace_back(-harm(losses[i].worst), i);
  if (std::ranges::is_sorted(order)) return;
  std::ranges::sort(order);
  for (std::uint32_t start = 0; start < order.size(); ++start) {
    if (order[start].second == start) continue;
    Loss first = std::move(losses[start]);
    std::uint32_t place = start;  // follow the circle of moves that begins here
    while (order[place].second != start) {
      const std::uint32_t next = std::exchange(order[place].second, place);
      losses[place] = std::move(losses[next]);
      place = next;
    }
    losses[place] = std::move(first);
    order[place].second = place;
  }
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

LossTable::LossTable(const Context& context, const PoolForecast& forecast, const LossAsk& ask)
    : context_(context),
      forecast_(forecast),
      closed_form_(ask.closed_form),
      under_load_(ask.under_load),
      order_(forecast.candidates) {
  standings_.reserve(forecast.servers.size());
  for (const ServerForecast& server : forecast.servers) standings_.push_back({server.share, 0});
  full_ = forecast.servers.size() <=
          (ask.detail == LossDetail::full ? losses_full_up_to : losses_listed_up_to);
  find_machines();
  const bool told = forecast_.load_told;
  std::stable_sort(order_.begin(), order_.end(), [&](ServerIndex a, ServerIndex b) {
    return harder(at(a, standings_[a].share, told), at(b, standings_[b].share, told));
  });
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
  ++round_;
  standings_[lost].round = round_;
  for (const auto& [server, moved] : shift.moved) {
    Standing& standing = standings_[server];
    standing.round = round_;
    keep_worst(loss, at(server, standing.share * shift.scale + moved, forecast_.load_told));
  }
  for (const ServerIndex server : order_) {
    if (standings_[server].round == round_) continue;
    keep_worst(loss, at(server, standings_[server].share * shift.scale, forecast_.load_told));
    break;
  }
  if (full_) list_survivors(lost, shift, loss);
  return loss;
}

void LossTable::list_survivors(ServerIndex lost, const Shift& shift, Loss& loss) {
  moved_.resize(forecast_.servers.size());
  for (const auto& [server, moved] : shift.moved) moved_[server] = moved;
  for (const ServerIndex server : forecast_.candidates)
    if (server != lost)
      loss.survivors.push_back(
          at(server, standings_[server].share * shift.scale + moved_[server], forecast_.load_told));
  for (const auto& [server, moved] : shift.moved) moved_[server] = 0;
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

void LossTable::lose_each(const ShiftSink& sink) const {
  if (closed_form_ != nullptr) return closed_form_->losses(sink);
  std::vector<double> shares;
  shares.reserve(forecast_.candidates.size());
  for (const ServerIndex server : forecast_.candidates) shares.push_back(standings_[server].share);
  forecast_.algorithm->losses(context_, forecast_.candidates, shares, sink);
}

std::vector<Loss> LossTable::singles() {
  std::vector<Loss> losses;
  const auto& algorithm = *forecast_.algorithm;
  const auto& takers = forecast_.candidates;
  losses.reserve(takers.size());
  const bool by_shifts = algorithm.losses != nullptr && under_load_ == nullptr &&
                         !others_stand_in(context_, forecast_) &&
                         (machine_of_.empty() || takers.size() > losses_listed_up_to);
  if (takers.size() >= 2 && by_shifts) {
    lose_each(
        [&](ServerIndex lost, const Shift& shift) { losses.push_back(by_shift(lost, shift)); });
  } else if (takers.size() < recomputed_max) {
    for (const ServerIndex server : takers) losses.push_back(recomputed({server}));
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

void lose_servers(const Context& context, const LossAsk& ask, PoolForecast& forecast) {
  if (ask.detail == LossDetail::none || forecast.algorithm == nullptr ||
      forecast.algorithm->shares == nullptr)
    return;
  LossTable table(context, forecast, ask);
  std::vector<Loss> losses = table.singles();
  std::ranges::move(table.machines(), std::back_inserter(losses));
  std::ranges::move(table.zones(), std::back_inserter(losses));
  const std::uint32_t together = forecast.policy.survive.value;
  if (together >= 2) losses.push_back(table.worst_of(together));
  sort_worst_first(losses);
  forecast.losses = std::move(losses);
}

}  // namespace ek::predict
