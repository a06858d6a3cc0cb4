// What every loss does. One pass over all single losses costs O(n) in all: an algorithm tells what
// a loss moves (Shift), and the hardest hit survivor is found among the moved and the top of a list
// sorted once. Zones and losses of several servers are recomputed, or searched where they are many.
#include "predict/losses.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <map>
#include <utility>

#include "base/figures.h"
#include "predict/balancer.h"
#include "predict/overload.h"

namespace ek::predict {
namespace {

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
      after_(context, forecast, ask.under_load),
      at_limit_(at_limit_of(context.program.kind)),
      now_{forecast.load_told, forecast.refused ? 1 - forecast.refused->share : 1,
           forecast.simulated},
      order_(forecast.candidates) {
  standings_.reserve(forecast.servers.size());
  for (const ServerForecast& server : forecast.servers) standings_.push_back({server.share, 0});
  full_ = forecast.servers.size() <=
          (ask.detail == LossDetail::full ? losses_full_up_to : losses_listed_up_to);
  find_machines();
  sum_machines();
  std::erase_if(order_, [&](ServerIndex server) {
    const std::int32_t machine = summed(server);
    return machine >= 0 && sums_[static_cast<std::size_t>(machine)].first != server;
  });
  std::stable_sort(order_.begin(), order_.end(), [&](ServerIndex a, ServerIndex b) {
    return harder(standing(a, 1, now_), standing(b, 1, now_));
  });
  find_overloaded();
}

// Of the candidates with their whole machine; others may take what full servers do not.
void LossTable::find_overloaded() {
  const auto over = [](const std::optional<double>& used) { return used && overloaded(*used); };
  const auto mark = [&](ServerIndex server) {
    overloaded_.resize(forecast_.servers.size());
    overloaded_[server] = 1;
  };
  if (!forecast_.rate) return;
  for (ServerIndex i = 0; i < forecast_.servers.size(); ++i)
    if (over(forecast_.servers[i].utilisation)) mark(i);
  for (const ServerIndex server : forecast_.candidates)
    if (summed(server) >= 0 && over(standing(server, 1, now_).utilisation)) mark(server);
  if (overloaded_.empty()) return;
  std::ranges::copy_if(order_, std::back_inserter(within_),
                       [&](ServerIndex server) { return !overloaded_now(server); });
}

void LossTable::keep_worst(Loss& loss, const Survivor& survivor) const {
  keep_hardest(survivor, loss.worst);
  if (!overloaded_now(survivor.server)) keep_hardest(survivor, loss.within);
}

Survivor LossTable::at(ServerIndex server, double share, const LoadTerms& terms) const {
  Survivor survivor{server, share, std::nullopt};
  // Before the forecast is looked at: of 100,000 servers each look is a trip past the caches.
  if (!forecast_.rate || !terms.told) return survivor;
  const ServerForecast& now = forecast_.servers[server];
  const bool unknown = now_.told && !now.load && share == 0;  // use-server's alone
  if (!unknown && now.capacity && *now.capacity > 0)
    survivor.utilisation = load_of(now, share, *forecast_.rate, terms, at_limit_) / *now.capacity;
  return survivor;
}

Loss LossTable::by_shift(ServerIndex lost, const Shift& shift) {
  Loss loss;
  loss.lost = {lost};
  begin_round();
  standings_[lost].round = round_;
  const bool took = std::ranges::binary_search(forecast_.candidates, lost);
  LoadTerms terms = after_.terms(loss.lost, forecast_.candidates.size() - (took ? 1 : 0));
  loss.simulated = terms.simulated = forecast_.simulated;
  if (summed(lost) >= 0) touch(lost, 0, standings_[lost].share);
  for (const auto& [server, moved] : shift.moved) {
    Standing& standing = standings_[server];
    standing.round = round_;
    if (summed(server) >= 0)
      touch(server, moved, 0);
    else
      keep_worst(loss, at(server, standing.share * shift.scale + moved, terms));
  }
  keep_touched(lost, shift.scale, terms, loss);
  keep_hardest_untouched(shift.scale, terms, loss);
  if (full_) list_survivors(lost, shift, terms, loss);
  return loss;
}

// Those that no move names keep their order.
void LossTable::keep_hardest_untouched(double scale, const LoadTerms& terms, Loss& loss) const {
  const auto untouched = [&](ServerIndex server) {
    const std::int32_t machine = summed(server);
    return machine >= 0 ? sums_[static_cast<std::size_t>(machine)].round != round_
                        : standings_[server].round != round_;
  };
  const auto hardest = std::ranges::find_if(order_, untouched);
  if (hardest == order_.end()) return;
  keep_worst(loss, standing(*hardest, scale, terms));
  if (!overloaded_now(*hardest)) return;
  const auto within = std::ranges::find_if(within_, untouched);
  if (within != within_.end()) keep_worst(loss, standing(*within, scale, terms));
}

void LossTable::list_survivors(ServerIndex lost, const Shift& shift, const LoadTerms& terms,
                               Loss& loss) {
  moved_.resize(forecast_.servers.size());
  for (const auto& [server, moved] : shift.moved) moved_[server] = moved;
  for (const ServerIndex server : forecast_.candidates)
    if (server != lost)
      loss.survivors.push_back(
          at(server, standings_[server].share * shift.scale + moved_[server], terms));
  for (const auto& [server, moved] : shift.moved) moved_[server] = 0;
  add_up_machines(loss.survivors);
}

Loss LossTable::recomputed(std::vector<ServerIndex> lost) const {
  const Remaining left = after_.without(lost);
  std::vector<Survivor> survivors;
  survivors.reserve(left.takers.size());
  for (std::size_t i = 0; i < left.takers.size(); ++i)
    survivors.push_back(at(left.takers[i], left.shares[i], left.terms));
  add_up_machines(survivors);
  Loss loss;
  loss.lost = std::move(lost);
  loss.simulated = left.terms.simulated;
  for (const Survivor& survivor : survivors) keep_worst(loss, survivor);
  if (full_) loss.survivors = std::move(survivors);
  return loss;
}

// Does what a loss moves bring a server to its limit, where the closed form ends?
bool LossTable::simulated_after(ServerIndex lost, const Shift& shift) const {
  if (!after_.may_simulate()) return false;
  std::vector<double> all;  // at most as many as are simulated
  for (const Standing& standing : standings_) all.push_back(standing.share * shift.scale);
  for (const auto& [server, moved] : shift.moved) all[server] += moved;
  std::vector<ServerIndex> takers;
  std::vector<double> shares;
  for (const ServerIndex server : forecast_.candidates) {
    if (server == lost) continue;
    takers.push_back(server);
    shares.push_back(all[server]);
  }
  const ServerIndex gone[] = {lost};
  return after_.simulates({gone, takers, shares});
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
  constexpr std::size_t zones_and_worst = 64;  // mostly; to grow a long list doubles it
  losses.reserve(forecast_.servers.size() + machines_.size() +
                 std::min(forecast_.servers.size(), zones_and_worst));
  const bool by_shifts =
      algorithm.losses != nullptr && !forecast_.simulated && !others_stand_in(context_, forecast_);
  if (takers.size() >= 2 && by_shifts) {
    lose_each([&](ServerIndex lost, const Shift& shift) {
      losses.push_back(simulated_after(lost, shift) ? recomputed({lost}) : by_shift(lost, shift));
    });
  } else if (takers.size() < recomputed_max) {
    for (const ServerIndex server : takers) losses.push_back(recomputed({server}));
  } else {
    left_out_ += takers.size();
  }
  lose_idle_servers(losses);
  return losses;
}

// Unless a backup takes what full servers do not, the shares stay. The places of one that stands by
// are gone with it (nginx).
void LossTable::lose_idle_servers(std::vector<Loss>& losses) {
  for (const ServerIndex idle : idle_servers()) {
    const bool moves = forecast_.servers[idle].share > 0;
    losses.push_back(moves ? recomputed({idle}) : by_shift(idle, {}));
  }
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
  std::vector<Loss> machines = table.machines();  // first: the others take room
  std::vector<Loss> losses = table.singles();
  std::ranges::move(machines, std::back_inserter(losses));
  std::ranges::move(table.zones(), std::back_inserter(losses));
  const std::uint32_t together = forecast.policy.survive.value;
  if (together >= 2) {
    losses.push_back(table.worst_of(together));
    forecast.worst_within = table.worst_within(together);
  }
  sort_worst_first(losses);
  forecast.losses = std::move(losses);
  forecast.losses_left_out = table.left_out();
  if (table.left_out() > 0)
    forecast.grade.notes.push_back(fmt::format(
        "{} of the losses are left out: each of them would be a computation of its own over {} "
        "servers.",
        base::count_text(static_cast<double>(table.left_out())), forecast.servers.size()));
  if (!forecast.simulated && std::ranges::any_of(forecast.losses, &Loss::simulated))
    forecast.grade.notes.push_back(
        fmt::format("After some losses a server is at its connection limit at times and is passed "
                    "over: their rows are simulated, and a share there may be {:.2g} percentage "
                    "points off.",
                    ask.under_load->loss_error()));
}

}  // namespace ek::predict
