#include "predict/refused.h"

#include "predict/erlang.h"
#include "predict/forecast.h"
#include "predict/program.h"

namespace ek::predict {
namespace {

// By places: erlang_b() of each number up to `places`, in one recursion.
std::vector<double> erlang_b_up_to(std::uint64_t places, double offered) {
  std::vector<double> blocked{1};
  blocked.reserve(places + 1);
  for (std::uint64_t k = 1; k <= places; ++k) {
    const double before = offered * blocked.back();
    blocked.push_back(before / (static_cast<double>(k) + before));
  }
  return blocked;
}

}  // namespace

Places::Places(const Context& context, const PoolForecast& forecast)
    : forecast_(&forecast), pool_(&context.pool) {
  const ProgramRules& rules = rules_of(context.program.kind);
  const std::uint32_t counters = rules.connection_counters(context);
  if (rules.queues || counters == 0 || !forecast.rate || !forecast.service_s) return;
  for (ServerIndex i = 0; i < forecast.servers.size(); ++i) {
    if (context.pool.servers[i].disabled.value) continue;
    const bool limited = forecast.servers[i].capacity_from == CapacityFrom::maxconn;
    sum_ += limited ? context.pool.servers[i].maxconn.value : 0;
    unlimited_ += limited ? 0 : 1;
  }
  counters_ = counters;
  if (sum_ <= erlang_places_max) offered_ = *forecast.rate * *forecast.service_s / counters;
}

std::optional<double> Places::refused_without(std::span<const ServerIndex> lost) const {
  if (offered_ < 0) return std::nullopt;
  std::uint64_t places = sum_;
  std::size_t unlimited = unlimited_;
  for (const ServerIndex i : lost) {
    if (pool_->servers[i].disabled.value) continue;
    const bool limited = forecast_->servers[i].capacity_from == CapacityFrom::maxconn;
    places -= limited ? pool_->servers[i].maxconn.value : 0;
    unlimited -= limited ? 0 : 1;
  }
  if (unlimited > 0 || places == 0) return std::nullopt;
  if (refused_.empty()) refused_ = erlang_b_up_to(sum_, offered_);
  return refused_[places];
}

double Places::refused_of_one_worker() const {
  return erlang_b_up_to(sum_, offered_ * counters_).back();
}

namespace {

// Where every server refuses at its limit and one is offered more than the policy says it can
// carry: how long it keeps its places is not known of several workers, each with its own.
void note_refused_unknown(const Context& context, PoolForecast& forecast) {
  if (!forecast.rate || forecast.refused || rules_of(context.program.kind).queues) return;
  bool too_much = false;
  for (const ServerIndex i : forecast.candidates) {
    if (!is_bounded(forecast, i)) return;
    const ServerForecast& server = forecast.servers[i];
    too_much = too_much || (server.capacity && server.share * *forecast.rate >= *server.capacity);
  }
  if (too_much)
    forecast.grade.notes.emplace_back(
        "What finds every server at its max_conns is refused at once, as nginx has no queue. How "
        "much that is is not told: the limits are not those that the capacities follow from. The "
        "loads are what is offered.");
}

}  // namespace

void refuse_beyond_places(const Context& context, PoolForecast& forecast) {
  const Places places(context, forecast);
  const auto refused = places.refused_without({});
  if (!refused) return note_refused_unknown(context, forecast);
  forecast.refused = {*refused, Formula::erlang_b};
  if (places.several_workers()) forecast.refused->share_if_one = places.refused_of_one_worker();
}

}  // namespace ek::predict
