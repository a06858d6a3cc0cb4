// What a pool's figures rest on and do not show: unknown addresses, persistence, full servers.
#include <algorithm>

#include "base/figures.h"
#include "base/text.h"
#include "predict/balancer.h"
#include "predict/elected.h"
#include "predict/forecast.h"
#include "predict/full_servers.h"
#include "predict/gate.h"
#include "predict/program.h"
#include "predict/rests_on.h"

namespace ek::predict {
namespace {

// What `simulate` cannot step is not known pick by pick.
void note_unknown_picks(const Context& context, Grade& grade) {
  if (grade.exactness > Exactness::exact_given) return;
  const std::string why = picks_unknown(context);
  if (why.empty()) return;
  // Keys that are changed may well be few, or one.
  const auto changed = rules_of(context.program.kind).key_changed;
  const bool other_key = changed != nullptr && !changed(context).empty();
  grade.exactness = other_key ? Exactness::approximate : Exactness::distribution;
  grade.reason = why;
}

// What the user said beside the configuration is repeated: the figures are of now, not of always.
void note_down(const model::Pool& pool, Grade& grade) {
  std::vector<std::string_view> names;
  for (const model::Server& server : pool.servers)
    if (server.down) names.push_back(server.name);
  if (!names.empty())
    grade.notes.push_back("Taken as down, as you say: " + listed_names(names) + ".");
}

bool has_backup(const Context& context, const PoolForecast& forecast) {
  std::vector<std::uint8_t> up(context.pool.servers.size(), 1);
  for (const ServerIndex i : forecast.candidates) up[i] = 0;
  return !candidates(context, up).empty();
}

// Every loss supposes that the server is taken out. Where nobody looks, its requests go on failing.
void note_unnoticed_losses(const Context& context, PoolForecast& forecast) {
  const bool alone = forecast.candidates.size() < 2;
  if (alone && !has_backup(context, forecast)) return;
  const ProgramRules& rules = rules_of(context.program.kind);
  std::vector<std::string_view> names;
  for (const ServerIndex i : forecast.candidates)
    if (!rules.notices_failure(context.pool.servers[i]))
      names.push_back(context.pool.servers[i].name);
  if (names.empty()) return;
  const bool all = names.size() == forecast.candidates.size();
  const std::string who = all && !alone
                              ? "No server has a"
                              : listed_names(names) + (names.size() > 1 ? " have no" : " has no");
  forecast.grade.notes.push_back(
      who + " " + std::string(rules.without_notice) +
      ": one that fails is not taken out, and its share of the requests fails or is tried "
      "elsewhere, each time." +
      (all && rules.one_backup_stands_in && has_backup(context, forecast)
           ? " No backup ever stands in for it."
           : "") +
      " The losses here are those of servers that are taken out.");
}

void note_full_servers(const Context& context, PoolForecast& forecast) {
  const ServerIndex full = full_at_times(context, forecast);
  if (full == no_server) return;
  rest_on(forecast.grade, "no server being at its connection limit");
  const bool one_counts = rules_of(context.program.kind).connection_counters(context) == 1;
  forecast.grade.notes.push_back("At this rate server " + context.pool.servers[full].name +
                                 " is full at times and is then passed over" +
                                 (!one_counts ? ", by each worker for itself."
                                  : picks_unknown(context).empty()
                                      ? "; `evenkeel simulate` counts that too."
                                      : "."));
}

// Of HAProxy one process counts.
void note_limits_of_workers(const Context& context, Grade& grade) {
  const std::uint32_t workers = rules_of(context.program.kind).connection_counters(context);
  const auto limited = [](const model::Server& server) { return server.maxconn.value > 0; };
  if (workers == 1 || std::ranges::none_of(context.pool.servers, limited)) return;
  grade.notes.push_back(
      "max_conns is a limit of each worker process: there is no `zone` in which they would count "
      "together. " +
      (workers == 0
           ? "How many run is not known here, so no capacity follows from it."
           : "Capacities that follow from it are those of " + std::to_string(workers) +
                 " workers that are all full, the most there is; what is refused, and the loads "
                 "without it, suppose that the kernel divides the requests evenly among "
                 "the workers; else more are refused."));
}

// The health check asks for a role, which its dependency says; this is what that would mean.
void note_elected(PoolForecast& forecast) {
  const auto elected = elected_alone(forecast);
  if (!elected) return;
  forecast.grade.notes.push_back(
      "If one server alone passes its health check, it gets all " +
      base::per_second(elected->load) + ": that is " + base::percent(elected->utilisation()) +
      " of the " + base::per_second(elected->capacity) + " that " +
      base::printable(forecast.pool->servers[elected->server].name) + " can carry.");
}

// A rule without a condition ends every request before a server is chosen.
void note_own_answers(const Context& context, PoolForecast& forecast) {
  const auto& answers = forecast.pool->answers;
  if (forecast.pool->servers.empty()) return;
  if (answers.value != model::OwnAnswers::all) {
    const std::string some = answered_before(context);
    if (some.empty()) return;
    rest_on(forecast.grade, "requests that reach a server");
    forecast.grade.notes.push_back("Requests that are answered before, as by " + some +
                                   ", are not in the shares.");
    return;
  }
  rest_on(forecast.grade, "requests that its own rules let pass");
  forecast.grade.notes.push_back("Line " + std::to_string(answers.at.line) +
                                 " answers every request itself: no server gets any.");
}

std::string lines_of(const model::Pool& pool, model::AheadKind kind) {
  std::vector<std::string> lines;
  for (const model::Ahead& ahead : pool.ahead)
    if (ahead.kind == kind)
      lines.push_back(ahead.directive + " (line " + std::to_string(ahead.at.line) + ")");
  const std::vector<std::string_view> names(lines.begin(), lines.end());
  return listed_names(names);
}

// A rate is what the policy says; what its author counted is not known.
void note_ahead(PoolForecast& forecast) {
  if (!forecast.rate) return;
  auto& notes = forecast.grade.notes;
  if (const auto lines = lines_of(*forecast.pool, model::AheadKind::keeps_away); !lines.empty())
    notes.push_back("Not every request gets as far as a server, by " + lines +
                    ": the rate is taken as that of those that do.");
  if (const auto lines = lines_of(*forecast.pool, model::AheadKind::sends_more); !lines.empty())
    notes.push_back("Other requests cause some here, by " + lines +
                    ": the rate is taken to count these as well.");
}

}  // namespace

// "exact" becomes "exact, given …"; a grade below stays as low as it is.
void rest_on(Grade& grade, const std::string& given) {
  if (grade.exactness > Exactness::exact_given) return;
  grade.reason += (grade.reason.empty() ? "" : "; ") + given;
  grade.exactness = Exactness::exact_given;
}

void add_caveats(const Context& context, PoolForecast& forecast) {
  for (const std::string& what : given_beside(context)) rest_on(forecast.grade, what);
  note_down(context.pool, forecast.grade);
  note_unknown_picks(context, forecast.grade);
  note_persistence(context.pool, forecast.grade);
  note_own_answers(context, forecast);
  note_elected(forecast);
  note_ahead(forecast);
  note_unnoticed_losses(context, forecast);
  note_limits_of_workers(context, forecast.grade);
  if (forecast.grade.exactness != Exactness::approximate) note_full_servers(context, forecast);
}

}  // namespace ek::predict
