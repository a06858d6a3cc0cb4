// Requests that a program without a queue (nginx) refuses: no server has a place for them.
#include "predict/erlang.h"
#include "predict/forecast.h"
#include "predict/program.h"

namespace ek::predict {
namespace {

// Of all servers that one process lets in at once, backups included: they take what no other can.
// 0: a server has no limit, or one of its own behind it that makes requests stay longer.
std::uint64_t places_of(const Context& context, const PoolForecast& forecast) {
  std::uint64_t sum = 0;
  for (ServerIndex i = 0; i < forecast.servers.size(); ++i) {
    const model::Server& server = context.pool.servers[i];
    if (server.disabled.value) continue;
    if (forecast.servers[i].capacity_from != CapacityFrom::maxconn) return 0;
    sum += server.maxconn.value;
  }
  return sum;
}

}  // namespace

// Any server with a place will do, whatever the method, and places are all alike: however the
// requests are shared out, the pool is one group of places (Erlang's B formula; it asks nothing of
// the service times but their mean).
void refuse_beyond_places(const Context& context, PoolForecast& forecast) {
  const ProgramRules& rules = rules_of(context.program.kind);
  if (rules.queues || !forecast.rate || !forecast.service_s) return;
  const std::uint32_t counters = rules.connection_counters(context);
  const std::uint64_t places = places_of(context, forecast);
  if (counters == 0 || places == 0 || places > erlang_places_max) return;
  const double offered = *forecast.rate * *forecast.service_s / counters;
  forecast.refused = {erlang_b(static_cast<std::uint32_t>(places), offered), Formula::erlang_b};
}

}  // namespace ek::predict
