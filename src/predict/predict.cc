// A configuration's forecast, pool by pool: algorithm, shares, intent, load, losses.
#include "predict/prediction.h"

#include "base/figures.h"
#include "base/text.h"
#include "predict/balancer.h"
#include "predict/connections.h"
#include "predict/forecast.h"
#include "predict/reach.h"
#include "predict/under_load.h"

namespace ek::predict {
namespace {

void choose_algorithm(const Context& context, PoolForecast& forecast) {
  forecast.algorithm = algorithm_of(context);
  if (forecast.algorithm != nullptr) {
    forecast.grade = forecast.algorithm->grade(context);
    forecast.algorithm_notes = forecast.grade.notes.size();
    return;
  }
  forecast.grade.exactness = Exactness::not_predictable;
  if (context.pool.partly_unread()) return void(forecast.grade.reason = std::string(part_unread));
  forecast.grade.reason = "the algorithm \"" + context.pool.balance.algorithm.value + "\" of " +
                          std::string(to_string(context.program.kind)) + " " +
                          to_string(context.program.version) + " is not modelled";
}

// What shares and losses have in common, where there is such a thing and losses are asked for.
std::unique_ptr<ClosedForm> open_closed_form(const Context& context, LossDetail losses,
                                             const PoolForecast& forecast) {
  if (losses == LossDetail::none || forecast.algorithm == nullptr ||
      forecast.algorithm->closed_form == nullptr || forecast.candidates.size() < 2)
    return nullptr;
  return forecast.algorithm->closed_form(context, forecast.candidates);
}

void share_out(const Context& context, ClosedForm* closed_form, PoolForecast& forecast) {
  if (forecast.algorithm == nullptr || forecast.algorithm->shares == nullptr) return;
  const auto shares = closed_form != nullptr
                          ? closed_form->shares()
                          : forecast.algorithm->shares(context, forecast.candidates);
  for (std::size_t i = 0; i < forecast.candidates.size(); ++i)
    forecast.servers[forecast.candidates[i]].share = shares[i];
}

// Idle shares that a loaded pool does not have are no load. One server alone has all of it, but the
// backups behind it may not.
void leave_load_out(const Context& context, PoolForecast& forecast) {
  forecast.idle_shares = shares_hold(context, forecast) == Holds::idle_only;
  if (!forecast.rate || !forecast.idle_shares) return;
  forecast.load_told = false;
  forecast.grade.notes.push_back(
      std::string(forecast.candidates.size() == 1 ? "After a loss no" : "No") +
      " server's load is told: under load the shares are not those of an idle pool, and " +
      std::string(forecast.service_s ? "this pool cannot be simulated."
                                     : "without a service_time in the policy they are not known."));
}

// Requests that each request makes to its own pool (auth_request, mirror) add to its rate.
void add_subrequests(const model::Pool& pool, PoolForecast& forecast) {
  const std::uint32_t each = pool.requests_each.value;
  if (each < 2 || !forecast.rate) return;
  *forecast.rate *= each;
  forecast.grade.notes.push_back("Each request makes " + std::to_string(each - 1) +
                                 " more to this pool (line " +
                                 std::to_string(pool.requests_each.at.line) + "): the rate is " +
                                 std::to_string(each) + " times that of the clients.");
}

// What its own servers would get, and that they get nothing.
void note_bypass(const model::Route& route, PoolForecast& forecast) {
  rest_on(forecast.grade, "requests that reach this pool");
  forecast.grade.notes.push_back("Nothing reaches these servers: the section's requests go to " +
                                 base::printable(route.target) + " (" + route.directive +
                                 "). The shares are what they would get.");
}

void note_part(const model::Config& config, PoolForecast& forecast) {
  if (!forecast.rate || forecast.policy.workload.rate.value) return;
  const auto part = config.part_of(forecast.pool->name);
  if (!part || config.pools.size() == 1) return;
  forecast.grade.notes.push_back("Its rate is " + base::percent(*part) +
                                 " of that of [workload], by split_clients with keys that are "
                                 "spread evenly.");
}

PoolForecast forecast_pool(const model::Config& config, const model::Policy& policy,
                           const model::Pool& pool, const PredictOptions& options) {
  const Context context{config.program, pool};
  PoolForecast forecast;
  forecast.pool = &pool;
  forecast.policy = policy_of(policy, pool.name);
  forecast.rate = rate_of(config, policy, forecast.policy, pool.name);
  if (!forecast.rate && policy.workload.rate.value)
    forecast.rate_undivided_over = config.pools.size();
  if (forecast.policy.workload.service_time.value)
    forecast.service_s = base::seconds(*forecast.policy.workload.service_time.value);
  forecast.servers.resize(pool.servers.size());
  forecast.candidates = candidates(context, {});
  choose_algorithm(context, forecast);
  note_part(config, forecast);
  add_subrequests(pool, forecast);
  rate_capacity(context, forecast);
  if (!pool.partly_unread()) intend(context, forecast);
  forecast.shared = shared_endpoints(context, forecast.candidates);
  if (!forecast.predictable()) return forecast;
  const auto closed_form = open_closed_form(context, options.losses, forecast);
  share_out(context, closed_form.get(), forecast);
  const auto under_load = UnderLoad::of(context, forecast, options.simulated_requests);
  forecast.simulated = under_load && shares_hold(context, forecast) != Holds::always;
  if (forecast.simulated)
    under_load->share_out(forecast);
  else
    leave_load_out(context, forecast);
  add_caveats(context, forecast);
  refuse_beyond_places(context, forecast);
  load_servers(forecast);
  lose_servers(context, {options.losses, closed_form.get(), under_load ? &*under_load : nullptr},
               forecast);
  note_retries(context, forecast);
  note_shared_endpoints(context, forecast);
  if (options.losses == LossDetail::full && forecast.servers.size() > losses_full_up_to)
    forecast.grade.notes.push_back(
        "Of each loss only the hardest hit is listed: the pool has more than " +
        std::to_string(losses_full_up_to) + " servers.");
  return forecast;
}

}  // namespace

std::optional<double> rate_of(const model::Config& config, const model::Policy& policy,
                              const model::PoolPolicy& pool, std::string_view name) {
  if (pool.workload.rate.value) return pool.workload.rate.value->per_second;
  if (!policy.workload.rate.value) return std::nullopt;
  if (config.pools.size() == 1) return policy.workload.rate.value->per_second;
  const auto part = config.part_of(name);
  if (!part) return std::nullopt;
  return policy.workload.rate.value->per_second * *part;
}

Prediction predict(const model::Config& config, const model::Policy& policy,
                   const PredictOptions& options) {
  Prediction prediction;
  const auto elsewhere = bypassed(config);
  for (const model::Pool& pool : config.pools) {
    if (!options.only_pool.empty() && !base::glob_match(options.only_pool, pool.name)) continue;
    prediction.pools.push_back(forecast_pool(config, policy, pool, options));
    if (const auto route = elsewhere.find(pool.name); route != elsewhere.end())
      note_bypass(*route->second, prediction.pools.back());
  }
  note_machines_across(config.program, prediction);
  note_connection_limits(config, prediction.pools);
  return prediction;
}

}  // namespace ek::predict
