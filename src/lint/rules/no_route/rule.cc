// A frontend that sends some or all of its requests nowhere: HAProxy answers them with 503.
#include <fmt/format.h>

#include <map>

#include "lint/rule.h"
#include "lint/words.h"
#include "predict/reach.h"

namespace ek::lint::rule_list {
namespace {

using model::Listener, model::Route;

Finding finding_at(const Listener& listener) {
  Finding finding;
  finding.where = "listener:" + listener.name;
  finding.at = listener.at;
  finding.length = static_cast<std::uint32_t>(listener.name.size());
  return finding;
}

// "if X" and "unless X", or "if X" and "if !X": one of them takes every request.
bool takes_the_rest(const Route& a, const Route& b) {
  const std::string_view one = a.condition, other = b.condition;
  if (!one.starts_with("if ")) return false;
  const std::string what(one.substr(3));
  return other == "unless " + what || other == "if !" + what || other == "if ! " + what;
}

bool sends_all(const std::vector<const Route*>& routes) {
  const Route* before = nullptr;
  for (const Route* route : routes) {
    if (route->directive != "use_backend" || predict::always_taken(*route)) return true;
    // The line that completes another mostly follows it: no need to compare each with each.
    if (before != nullptr && (takes_the_rest(*before, *route) || takes_the_rest(*route, *before)))
      return true;
    before = route;
  }
  return false;
}

void report_nowhere(const Listener& listener, std::vector<Finding>& findings) {
  Finding finding = finding_at(listener);
  finding.severity = Severity::warning;
  finding.message = fmt::format("{} answers every request with 503: nothing says where they go",
                                quoted(listener.name));
  finding.because = {"it has neither default_backend nor use_backend, and no rule that answers"};
  finding.hint = "add default_backend with the name of a backend";
  findings.push_back(std::move(finding));
}

void report_rest(const Listener& listener, std::size_t routes, std::vector<Finding>& findings) {
  Finding finding = finding_at(listener);
  finding.severity = Severity::note;
  finding.message = fmt::format("requests of {} that no use_backend picks are answered with 503",
                                quoted(listener.name));
  finding.because = {routes == 1
                         ? "its one route has a condition, and there is no default_backend"
                         : fmt::format("each of its {} routes has a condition, and there is no "
                                       "default_backend",
                                       routes)};
  finding.hint = "add default_backend; or say that they are refused: http-request deny";
  findings.push_back(std::move(finding));
}

void judge(const Listener& listener, const std::vector<const Route*>& routes,
           std::vector<Finding>& findings) {
  if (listener.disabled.value || listener.layer != model::Layer::http) return;
  if (listener.answers != model::OwnAnswers::none) return;
  if (routes.empty())
    report_nowhere(listener, findings);
  else if (!sends_all(routes))
    report_rest(listener, routes.size(), findings);
}

void run(const Subject& subject, std::vector<Finding>& findings) {
  const model::Config& config = subject.config;
  if (config.program.kind != model::ProgramKind::haproxy || subject.refused) return;
  std::map<std::string_view, std::vector<const Route*>> by_listener;
  for (const Route* route : predict::live_routes(config))
    by_listener[route->listener].push_back(route);
  for (const Listener& listener : config.listeners)
    judge(listener, by_listener[listener.name], findings);
}

}  // namespace

const Rule& no_route() {
  static const Rule rule{"no-route", "a frontend that answers some or all requests with 503",
                         Severity::warning, Rank::cause, run};
  return rule;
}

}  // namespace ek::lint::rule_list
