#include <algorithm>
#include <limits>

#include "predict/forecast.h"
#include "predict/program.h"

namespace ek::predict {
namespace {

// Neighbours are mostly alike, and Erlang's formula costs a step a place.
bool same_question(const ServerForecast& a, const ServerForecast& b) {
  return a.load == b.load && a.capacity == b.capacity && a.concurrency == b.concurrency &&
         a.capacity_from == b.capacity_from && a.response_s == b.response_s;
}

// Of all processes together; 0: nobody knows how many count.
std::uint32_t connections_in_all(const Context& context, std::uint32_t limit) {
  const std::uint64_t in_all =
      std::uint64_t{limit} * rules_of(context.program.kind).connection_counters(context);
  return static_cast<std::uint32_t>(
      std::min<std::uint64_t>(in_all, std::numeric_limits<std::uint32_t>::max()));
}

// Servers that get requests from use-server alone: how many, the files do not say.
std::vector<std::uint8_t> loads_unknown(const PoolForecast& forecast) {
  const auto& rules = forecast.pool->persistence.use_servers;
  if (rules.empty()) return {};
  std::vector<std::uint8_t> unknown(forecast.servers.size(), 0);
  for (ServerIndex i = 0; i < unknown.size(); ++i)
    unknown[i] = forecast.servers[i].share == 0 &&
                 std::ranges::any_of(rules, [&](const model::UseServer& rule) {
                   return rule.server == forecast.pool->servers[i].name;
                 });
  return unknown;
}

// Does a server get less while its queue is long? `first` asks nothing but whether it is at its
// connection limit.
bool given_less(const PoolForecast& forecast, const ServerForecast& server) {
  const Algorithm& algorithm = *forecast.algorithm;
  return server.capacity_from == CapacityFrom::maxconn ||
         forecast.pool->balance.balance_factor.value != 0 ||
         (algorithm.follows_load && algorithm.weighs != Weighs::never);
}

// While the servers of a simulated pool keep up together, one that is given less has a long queue
// at its capacity, and not one that grows.
bool keeps_up(const PoolForecast& forecast) {
  if (!forecast.simulated) return false;
  double capacity = 0;
  for (const ServerIndex i : forecast.candidates) {
    if (!forecast.servers[i].capacity) return false;
    capacity += *forecast.servers[i].capacity;
  }
  return *forecast.rate < capacity;
}

}  // namespace

AtLimit at_limit_of(model::ProgramKind program) {
  return rules_of(program).queues ? AtLimit::waits : AtLimit::goes_elsewhere;
}

bool is_bounded(const PoolForecast& forecast, ServerIndex server) {
  return at_limit_of(forecast.algorithm->program) == AtLimit::goes_elsewhere &&
         forecast.pool->servers[server].maxconn.value > 0;
}

double load_of(const ServerForecast& server, double share, double rate, const LoadTerms& terms,
               AtLimit at_limit) {
  const double load = share * rate * terms.taken;
  const bool bounded = terms.simulated && at_limit == AtLimit::goes_elsewhere &&
                       server.capacity_from == CapacityFrom::maxconn;
  return bounded ? std::min(load, *server.capacity) : load;
}

void rate_capacity(const Context& context, PoolForecast& forecast) {
  const auto service_s = forecast.service_s;
  const bool per_server = !forecast.policy.servers.empty();
  for (ServerIndex i = 0; i < forecast.servers.size(); ++i) {
    const model::Server& server = context.pool.servers[i];
    ServerForecast& result = forecast.servers[i];
    const auto policy =
        per_server ? policy_of(forecast.policy, server.name) : model::ServerPolicy{};
    std::uint32_t at_once = policy.concurrency.value.value_or(0);
    auto from = CapacityFrom::policy_concurrency;
    if (at_once == 0 && server.maxconn.value > 0) {
      at_once = connections_in_all(context, server.maxconn.value);
      from = CapacityFrom::maxconn;
    }
    result.concurrency = at_once;
    if (policy.capacity.value) {
      result.capacity = policy.capacity.value->per_second;
      result.capacity_from = CapacityFrom::policy_capacity;
    } else if (at_once > 0 && service_s && *service_s > 0) {
      result.capacity = at_once / *service_s;
      result.capacity_from = from;
      if (from == CapacityFrom::maxconn && rules_of(context.program.kind).queues)
        result.gives_up_after_s = base::seconds(context.pool.limits.queue_timeout.value);
    }
  }
}

void load_servers(PoolForecast& forecast) {
  const bool told = forecast.load_told || forecast.candidates.size() == 1;  // it takes everything
  if (!forecast.rate || !told) return;
  const auto unknown = loads_unknown(forecast);
  const LoadTerms terms{told, forecast.refused ? 1 - forecast.refused->share : 1,
                        forecast.simulated};
  const AtLimit at_limit = at_limit_of(forecast.algorithm->program);
  const bool steady = keeps_up(forecast);
  const ServerForecast* before = nullptr;
  bool before_bounded = false;
  for (ServerIndex i = 0; i < forecast.servers.size(); ++i) {
    if (!unknown.empty() && unknown[i] != 0) continue;
    ServerForecast& server = forecast.servers[i];
    server.load = load_of(server, server.share, *forecast.rate, terms, at_limit);
    if (!server.capacity || *server.capacity <= 0) continue;
    const bool bounded = is_bounded(forecast, i);
    if (before != nullptr && bounded == before_bounded && same_question(*before, server)) {
      const double share = server.share, intended = server.intended;
      server = *before;
      server.share = share;
      server.intended = intended;
    } else {
      server.utilisation = *server.load / *server.capacity;
      if (!steady || server.formula != Formula::simulated || !given_less(forecast, server))
        wait_at(server, forecast.service_s, at_limit, bounded);
    }
    before = &server;
    before_bounded = bounded;
  }
}

}  // namespace ek::predict
