#include "predict/full_servers.h"

#include <cmath>

#include "predict/erlang.h"
#include "predict/overload.h"
#include "predict/program.h"

namespace ek::predict {
namespace {

constexpr double seldom = 0.001;
constexpr std::uint32_t places_max = 10'000;  // the formula costs a step a place

// In a pool that is not crowded HAProxy lets a server with minconn have no more than that.
std::uint32_t places_of(const model::Server& server) {
  const std::uint32_t maxconn = server.maxconn.value, minconn = server.extras->minconn.value;
  return minconn > 0 && minconn < maxconn ? minconn : maxconn;
}

// Erlang's B is at most twice a Poisson variable's chance to be that large (Chernoff's bound): most
// servers are far from their limit, and need no recursion.
bool surely_seldom(std::uint32_t places, double offered) {
  if (offered >= places) return false;
  const double ratio = offered / places;
  return offered == 0 || places * (1 - ratio + std::log(ratio)) < std::log(seldom / 2);
}

bool full_at_times(std::uint32_t places, double offered) {
  if (surely_seldom(places, offered)) return false;
  // A server that is offered as much as it has places for turns away more the fewer they are.
  static_assert(places_max <= 100'000);  // there 0.0025 of the requests
  return offered >= places || erlang_b(places, offered) >= seldom;
}

}  // namespace

ServerIndex full_at_times(const Context& context, const PoolForecast& forecast,
                          std::span<const ServerIndex> takers, std::span<const double> shares) {
  if (!forecast.rate || !forecast.service_s ||
      waits_for_its_server(context.program.kind, context.pool))
    return no_server;
  // Where several processes count, each has its own part of the requests.
  const std::uint32_t counters = rules_of(context.program.kind).connection_counters(context);
  if (counters == 0) return no_server;
  // Where requests wait, backups do not stand in for a server that is full.
  if (rules_of(context.program.kind).queues && takers.size() < 2) return no_server;
  std::uint32_t places_before = 0;
  double offered_before = 0;  // neighbours are mostly alike
  for (std::size_t i = 0; i < takers.size(); ++i) {
    const std::uint32_t places = places_of(context.pool.servers[takers[i]]);
    if (places == 0 || places > places_max) continue;
    const double offered = shares[i] * *forecast.rate * *forecast.service_s / counters;
    if (places == places_before && offered == offered_before) continue;
    places_before = places;
    offered_before = offered;
    if (full_at_times(places, offered)) return takers[i];
  }
  return no_server;
}

ServerIndex full_at_times(const Context& context, const PoolForecast& forecast) {
  std::vector<double> shares;
  shares.reserve(forecast.candidates.size());
  for (const ServerIndex i : forecast.candidates) shares.push_back(forecast.servers[i].share);
  return full_at_times(context, forecast, forecast.candidates, shares);
}

}  // namespace ek::predict
