#include <algorithm>
#include <cmath>

#include "predict/erlang.h"
#include "predict/forecast.h"
#include "predict/overload.h"

namespace ek::predict {
namespace {

// Why: Erlang's recursion takes a step a place; beyond this a server waits on nothing but
// overload.
constexpr std::uint32_t places_max = 100'000;

// Probability that an arrival waits with c places and an offered load of a = rate x service time,
// a < c (Erlang's C).
double erlang_c(std::uint32_t places, double offered) {
  const double blocked = erlang_b(places, offered);
  const double busy = offered / places;
  return blocked / (1 - busy * (1 - blocked));
}

}  // namespace

std::string_view to_string(Formula formula) {
  switch (formula) {
    case Formula::none:
      return "";
    case Formula::processor_sharing:
      return "M/G/1-PS";
    case Formula::erlang_c:
      return "M/M/c";
    case Formula::erlang_b:
      return "M/M/c/c";
    case Formula::fluid_backlog:
      return "fluid backlog";
    case Formula::simulated:
      return "simulated";
  }
  return "";
}

void wait_at(ServerForecast& server, std::optional<double> service_s, AtLimit at_limit) {
  if (!server.utilisation || !server.load || !server.capacity) return;
  if (at_limit == AtLimit::goes_elsewhere && server.capacity_from == CapacityFrom::maxconn) {
    if (server.formula == Formula::simulated) return;
    server.formula = Formula::erlang_b;
    server.response_s = service_s;  // whoever is let in is served at once
    return;
  }
  const double utilisation = *server.utilisation;
  if (overloaded(utilisation)) {
    const double too_many = std::max(0.0, *server.load - *server.capacity);
    if (server.gives_up_after_s > 0) server.errors_per_s = too_many;
    if (server.errors_per_s && server.formula == Formula::simulated) return;
    server.formula = Formula::fluid_backlog;
    server.response_s.reset();
    if (!server.errors_per_s) server.backlog_per_s = too_many;
    return;
  }
  if (server.formula == Formula::simulated) return;  // with the shares
  const bool places_known = server.concurrency > 0 && server.concurrency <= places_max &&
                            service_s && server.capacity_from != CapacityFrom::policy_capacity;
  if (places_known) {
    const double waits = erlang_c(server.concurrency, *server.load * *service_s);
    server.formula = Formula::erlang_c;
    server.response_s = *service_s + waits / (*server.capacity - *server.load);
    return;
  }
  if (!service_s) return;  // 1 / capacity would be one: only of a server that does one at a time
  server.formula = Formula::processor_sharing;
  server.response_s = *service_s / (1 - utilisation);
}

}  // namespace ek::predict
