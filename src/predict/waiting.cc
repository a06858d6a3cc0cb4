#include <algorithm>
#include <cmath>
#include <numbers>

#include "predict/erlang.h"
#include "predict/forecast.h"
#include "predict/overload.h"

namespace ek::predict {
namespace {

// Why: Erlang's recursion takes a step a place.
constexpr double places_max = 100'000;

// Probability that an arrival waits with c places, each used to the same part (Erlang's C).
double erlang_c(std::uint32_t places, double utilisation) {
  const double blocked = erlang_b(places, utilisation * places);
  return blocked / (1 - utilisation * (1 - blocked));
}

// Between two whole numbers of places, in proportion: a capacity that is measured seldom is a whole
// number of service times.
double waits_at(double places, double utilisation) {
  const double below = std::floor(places);
  const auto c = static_cast<std::uint32_t>(below);
  const double waits = erlang_c(c, utilisation);
  if (places == below) return waits;
  return waits + (places - below) * (erlang_c(c + 1, utilisation) - waits);
}

// The same of very many places, by the limit of Halfin and Whitt (1981).
double waits_at_many(double places, double utilisation) {
  const double spare = (1 - utilisation) * std::sqrt(places);
  const double below = std::erfc(-spare / std::numbers::sqrt2) / 2;
  const double density = std::exp(-spare * spare / 2) / std::sqrt(2 * std::numbers::pi);
  return 1 / (1 + spare * below / density);
}

// Requests that the server works on at once when it is at capacity.
double places_of(const ServerForecast& server, double service_s) {
  if (server.capacity_from == CapacityFrom::policy_capacity) return *server.capacity * service_s;
  return server.concurrency;
}

// One at a time, or all at once with as much of the server each: a request that has it for itself
// takes 1 / capacity, whatever service time was stated.
void share_processor(ServerForecast& server) {
  server.formula = Formula::processor_sharing;
  server.response_s = 1 / *server.capacity / (1 - *server.utilisation);
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

void wait_at(ServerForecast& server, std::optional<double> service_s, AtLimit at_limit,
             bool bounded) {
  if (!server.utilisation || !server.load || !server.capacity) return;
  if (at_limit == AtLimit::goes_elsewhere && server.capacity_from == CapacityFrom::maxconn) {
    if (server.formula == Formula::simulated) return;
    server.formula = Formula::erlang_b;
    server.response_s = service_s;  // whoever is let in is served at once
    return;
  }
  const double utilisation = *server.utilisation;
  if (bounded && overloaded(utilisation)) {
    if (server.formula != Formula::simulated) server.response_s.reset();
    return;
  }
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
  if (!service_s) return;  // 1 / capacity would be one: only of a server that does one at a time
  const double places = places_of(server, *service_s);
  if (places < 1) return share_processor(server);
  const double waits =
      places <= places_max ? waits_at(places, utilisation) : waits_at_many(places, utilisation);
  server.formula = Formula::erlang_c;
  server.response_s = *service_s + waits / (*server.capacity - *server.load);
}

}  // namespace ek::predict
