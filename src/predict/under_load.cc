#include "predict/under_load.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/figures.h"
#include "base/text.h"
#include "predict/full_servers.h"
#include "predict/overload.h"
#include "predict/program.h"

namespace ek::predict {
namespace {

constexpr std::size_t loss_part = 2;          // of the requests, for each loss
constexpr std::size_t loss_part_of_many = 8;  // with more than `many` servers
constexpr std::size_t many = 64;
constexpr std::uint64_t seed = 1;
constexpr std::size_t servers_max = 256;  // a loss each: more would take seconds

bool counted_by_several(const Context& context) {
  return rules_of(context.program.kind).connection_counters(context) != 1;
}

// Do the requests that are drawn differ in what the algorithm hashes?
bool keys_are_drawn(const model::Key& key) {
  return std::ranges::all_of(key.parts, [&](const model::KeyPart& part) {
    const bool path = part.source == model::KeySource::uri || part.source == model::KeySource::path;
    return part.source == model::KeySource::client_address ||
           (path && key.length_max == 0 && key.depth == 0);
  });
}

// One server alone takes everything, whatever it is doing. Not so where a loss leaves several, or
// where a full one is passed over (nginx).
bool one_takes_all(const Context& context, const Idle& idle) {
  if (idle.takers.size() != 1) return false;
  const ServerIndex only = idle.takers.front();
  std::vector<std::uint8_t> up(context.pool.servers.size(), 1);
  for (const ServerIndex server : idle.lost) up[server] = 0;
  up[only] = 0;
  const std::size_t others = candidates(context, up).size();
  const bool passed_over =
      !rules_of(context.program.kind).queues && context.pool.servers[only].maxconn.value > 0;
  return others == 0 || (others == 1 && !passed_over);
}

// Could it need a simulation at all, whatever its shares?
bool load_may_matter(const Context& context, const PoolForecast& forecast) {
  const Algorithm* algorithm = forecast.algorithm;
  if (algorithm == nullptr) return false;
  return (algorithm->holds != nullptr && algorithm->holds(context) != Holds::always) ||
         context.pool.balance.balance_factor.value != 0 ||
         (!waits_for_its_server(context.program.kind, context.pool) &&
          std::ranges::any_of(context.pool.servers,
                              [](const auto& server) { return server.maxconn.value > 0; }));
}

Backends backends_of(const PoolForecast& forecast) {
  Backends backends;
  for (const ServerForecast& server : forecast.servers) {
    Backend& backend = backends.emplace_back();
    if (server.capacity_from == CapacityFrom::policy_concurrency)
      backend.places = server.concurrency;
    if (server.capacity_from != CapacityFrom::policy_capacity) continue;
    const double at_once = *server.capacity * *forecast.service_s;
    backend.places = std::max(1U, static_cast<std::uint32_t>(std::lround(at_once)));
    backend.slower_by = backend.places / at_once;
  }
  return backends;
}

// Twice the standard deviation of a share of one half, in percentage points.
double share_error(std::size_t requests) {
  return 100 / std::sqrt(static_cast<double>(requests));
}

// Who waits in HAProxy's queue gives up in the end; who waits nowhere is refused at once.
std::string unserved_words(const model::Limits& limits, double part, bool timed_out) {
  const std::string who = "Of the requests " + base::percent(part);
  if (!timed_out) return who + " find no server that may take them, and get an error.";
  return fmt::format(
      "{} wait {} (timeout {}) in vain and get an error (503).", who,
      base::to_string(limits.queue_timeout.value),
      limits.queue_timeout.stated() ? "queue" : "connect, as no timeout queue is set");
}

}  // namespace

Holds shares_hold(const Context& context, const PoolForecast& forecast, const Idle& idle) {
  const Algorithm* algorithm = forecast.algorithm;
  if (algorithm == nullptr || one_takes_all(context, idle)) return Holds::always;
  if (algorithm->holds != nullptr && algorithm->holds(context) != Holds::always)
    return algorithm->holds(context);
  if (context.pool.balance.balance_factor.value != 0) return Holds::idle_only;
  return full_at_times(context, forecast, idle.takers, idle.shares) != no_server ? Holds::nearly
                                                                                 : Holds::always;
}

Holds shares_hold(const Context& context, const PoolForecast& forecast) {
  std::vector<double> shares;
  for (const ServerIndex i : forecast.candidates) shares.push_back(forecast.servers[i].share);
  return shares_hold(context, forecast, {{}, forecast.candidates, shares});
}

std::optional<UnderLoad> UnderLoad::of(const Context& context, const PoolForecast& forecast,
                                       std::size_t requests) {
  if (!forecast.rate || *forecast.rate <= 0 || !forecast.service_s || *forecast.service_s <= 0 ||
      forecast.candidates.empty() || forecast.servers.size() > servers_max ||
      !load_may_matter(context, forecast) || counted_by_several(context) ||
      !keys_are_drawn(context.pool.balance.key.value))
    return std::nullopt;
  const model::Program program = rules_of(context.program.kind).without_chance(context.program);
  auto pool = std::make_shared<const model::Pool>(without_use_servers(context.pool));
  if (!make_balancer({program, *pool}, {seed})) return std::nullopt;
  return UnderLoad(program, std::move(pool), {*forecast.rate, *forecast.service_s, requests},
                   backends_of(forecast));
}

std::span<const model::Request> UnderLoad::requests(std::size_t count) const {
  if (requests_.empty()) {
    base::Random random(seed);
    requests_ = draw_requests(arrivals_, random);
  }
  return std::span(requests_).first(count);
}

Simulation UnderLoad::run(std::span<const ServerIndex> lost, std::size_t count) const {
  SimulationOptions options;
  options.seed = seed;
  options.backends = backends_;
  options.up.assign(pool_->servers.size(), 1);
  for (const ServerIndex server : lost) options.up[server] = 0;
  auto simulation = simulate({program_, *pool_}, requests(count), options);
  return simulation ? std::move(*simulation) : Simulation{};  // of() has tried it
}

// The first tenth is left out: the pool fills up. Who waits in HAProxy's queue in vain counts for
// the servers that could have taken him: those with a limit, as the others let nobody wait.
std::vector<double> UnderLoad::shares(const Simulation& simulation) const {
  std::vector<double> shares(pool_->servers.size(), 0);
  double served = 0, in_vain = 0, by_limited = 0;
  for (std::size_t i = simulation.servers.size() / 10; i < simulation.servers.size(); ++i) {
    const ServerIndex server = simulation.servers[i];
    ++(server == no_server ? in_vain : served);
    if (server == no_server) continue;
    ++shares[server];
    by_limited += limited(server) ? 1 : 0;
  }
  if (!rules_of(program_.kind).queues || by_limited == 0) in_vain = 0;
  for (ServerIndex i = 0; i < shares.size(); ++i) {
    if (in_vain > 0 && limited(i)) shares[i] *= 1 + in_vain / by_limited;
    shares[i] = served > 0 ? shares[i] / (served + in_vain) : 0;
  }
  return shares;
}

std::size_t UnderLoad::requests_a_loss() const {
  return arrivals_.count / (pool_->servers.size() > many ? loss_part_of_many : loss_part);
}

UnderLoad::Without UnderLoad::without(std::span<const ServerIndex> lost) const {
  const Simulation simulation = run(lost, requests_a_loss());
  return {shares(simulation), unserved(simulation)};
}

double UnderLoad::loss_error() const {
  return share_error(requests_a_loss());
}

// Of the requests after the first tenth.
double UnderLoad::unserved(const Simulation& simulation) const {
  const auto begin =
      simulation.servers.begin() + static_cast<std::ptrdiff_t>(simulation.servers.size() / 10);
  const auto none = std::count(begin, simulation.servers.end(), no_server);
  return static_cast<double>(none) / static_cast<double>(simulation.servers.end() - begin);
}

void UnderLoad::share_out(PoolForecast& forecast) const {
  const Simulation simulation = run({}, arrivals_.count);
  const auto under_load = shares(simulation);
  const bool queues = rules_of(program_.kind).queues;
  if (!queues) forecast.refused = {unserved(simulation), Formula::simulated};
  for (std::size_t i = 0; i < forecast.servers.size(); ++i) {
    ServerForecast& server = forecast.servers[i];
    const ServerTally& tally = simulation.tallies[i];
    server.share = under_load[i];
    if (tally.requests == 0) continue;
    server.formula = Formula::simulated;
    // What the waiting adds is simulated, the service time is known.
    const double slower_by = backends_[i].slower_by;
    const double waited_s = tally.response_s - tally.busy_s * slower_by;
    // Between two whole numbers of places a simulated one is a little slower or faster than stated;
    // of less than one place it is slower (waiting.cc).
    server.response_s =
        *forecast.service_s * (backends_[i].places > 1 ? 1 : std::max(1.0, slower_by)) +
        std::max(0.0, waited_s / static_cast<double>(tally.requests));
  }
  // What the algorithm says of idle shares goes; what others said stays.
  auto notes = std::move(forecast.grade.notes);
  const std::size_t own = std::min(notes.size(), forecast.algorithm_notes);
  notes.erase(notes.begin(), notes.begin() + static_cast<std::ptrdiff_t>(own));
  forecast.grade = {
      .exactness = Exactness::approximate,
      .reason = fmt::format("simulated with {} requests: Poisson arrivals at {}, exponential "
                            "service of {}, seed {}; a share may be {:.2g} percentage points off",
                            base::count_text(static_cast<double>(arrivals_.count)),
                            base::to_string(base::Rate{*forecast.rate}),
                            base::to_string(*forecast.policy.workload.service_time.value), seed,
                            share_error(arrivals_.count)),
      .notes = std::move(notes),
      .losses_reason = std::move(forecast.grade.losses_reason),
      .drawn = forecast.grade.drawn};
  constexpr double seldom = 0.0005;
  if (const double part = unserved(simulation); queues && part > seldom)
    forecast.grade.notes.push_back(
        unserved_words(pool_->limits, part, simulation.timed_out > simulation.refused));
}

}  // namespace ek::predict
