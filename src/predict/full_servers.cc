#include "predict/full_servers.h"

#include "predict/erlang.h"
#include "predict/overload.h"
#include "predict/program.h"

namespace ek::predict {
namespace {

constexpr double seldom = 0.001;
constexpr std::uint32_t places_max = 10'000;  // the formula costs a step a place

// In a pool that is not crowded HAProxy lets a server with minconn have no more than that.
std::uint32_t places_of(const model::Server& server) {
  const std::uint32_t maxconn = server.maxconn.value, minconn = server.minconn.value;
  return minconn > 0 && minconn < maxconn ? minconn : maxconn;
}

}  // namespace

ServerIndex full_at_times(const Context& context, const PoolForecast& forecast) {
  if (!forecast.rate || !forecast.service_s ||
      waits_for_its_server(context.program.kind, context.pool))
    return no_server;
  // Where several processes count, each has its own part of the requests.
  const std::uint32_t counters = rules_of(context.program.kind).connection_counters(context);
  if (counters == 0) return no_server;
  // Where requests wait, backups do not stand in for a server that is full.
  if (rules_of(context.program.kind).queues && forecast.candidates.size() < 2) return no_server;
  std::uint32_t places_before = 0;
  double offered_before = 0;  // neighbours are mostly alike
  for (const ServerIndex i : forecast.candidates) {
    const std::uint32_t places = places_of(context.pool.servers[i]);
    if (places == 0 || places > places_max) continue;
    const double offered =
        forecast.servers[i].share * *forecast.rate * *forecast.service_s / counters;
    if (places == places_before && offered == offered_before) continue;
    places_before = places;
    offered_before = offered;
    if (erlang_b(places, offered) >= seldom) return i;
  }
  return no_server;
}

}  // namespace ek::predict
