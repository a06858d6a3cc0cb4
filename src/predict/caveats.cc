// What a pool's figures rest on and do not show: unknown addresses, persistence, full servers.
#include "predict/balancer.h"
#include "predict/erlang.h"
#include "predict/forecast.h"

namespace ek::predict {
namespace {

// "exact" becomes "exact, given …"; a grade below stays as low as it is.
void rest_on(Grade& grade, const std::string& given) {
  if (grade.exactness > Exactness::exact_given) return;
  grade.reason += (grade.reason.empty() ? "" : "; ") + given;
  grade.exactness = Exactness::exact_given;
}

// What `simulate` cannot step is not known pick by pick.
void note_unknown_picks(const Context& context, Grade& grade) {
  if (grade.exactness > Exactness::exact_given) return;
  const std::string why = picks_unknown(context);
  if (why.empty()) return;
  grade.exactness = Exactness::distribution;
  grade.reason = why;
}

void note_persistence(const model::Pool& pool, Grade& grade) {
  const model::Persistence& persistence = pool.persistence;
  if (persistence.cookie.stated() || !persistence.stick_rules.empty())
    grade.notes.push_back(
        "The shares are those of first visits; who comes back stays with the server of the first.");
  if (!persistence.use_servers.empty())
    grade.notes.push_back(
        "use-server sends some requests to a server of their own; they are not in the shares.");
}

bool keyed(const model::Balance& balance) {
  return !balance.key.value.parts.empty();
}

// Algorithms in turns pass over a server that is at its maxconn.
void note_full_servers(const Context& context, PoolForecast& forecast) {
  constexpr double seldom = 0.001;
  constexpr std::uint32_t places_max = 10'000;
  if (!forecast.rate || !forecast.service_s || keyed(context.pool.balance)) return;
  std::uint32_t places_before = 0;
  double offered_before = 0;  // neighbours are mostly alike, and the formula costs a step a place
  for (const ServerIndex i : forecast.candidates) {
    const std::uint32_t places = context.pool.servers[i].maxconn.value;
    if (places == 0 || places > places_max) continue;
    const double offered = forecast.servers[i].share * *forecast.rate * *forecast.service_s;
    if (places == places_before && offered == offered_before) continue;
    places_before = places;
    offered_before = offered;
    if (erlang_b(places, offered) < seldom) continue;
    rest_on(forecast.grade, "no server being at its connection limit");
    forecast.grade.notes.push_back(
        "At this rate server " + context.pool.servers[i].name +
        " is full at times and is then passed over; `evenkeel simulate` counts that too.");
    return;
  }
}

}  // namespace

void add_caveats(const Context& context, PoolForecast& forecast) {
  for (const model::Dependency& depends : context.pool.depends)
    if (!depends.given.empty()) rest_on(forecast.grade, depends.given);
  note_unknown_picks(context, forecast.grade);
  note_persistence(context.pool, forecast.grade);
  if (forecast.grade.exactness != Exactness::approximate) note_full_servers(context, forecast);
}

}  // namespace ek::predict
