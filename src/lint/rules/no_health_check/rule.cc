// Servers that nobody looks after: one that fails goes on getting its requests.
#include <fmt/format.h>

#include "lint/rule.h"
#include "lint/words.h"
#include "predict/program.h"

namespace ek::lint::rule_list {
namespace {

using predict::PoolForecast, predict::ServerIndex;

// A request or a connection that fails there is the clients' loss.
std::string consequence(const PoolForecast& pool, ServerIndex server) {
  const double share = pool.servers[server].share;
  const std::string part = pool.predictable() && share > 0
                               ? "its " + percent(share) + " of the requests"
                               : "its requests";
  return fmt::format("when {} fails, it goes on getting {}: each fails, or is tried elsewhere",
                     quoted(pool.pool->servers[server].name), part);
}

void report_some(const PoolForecast& pool, const std::vector<ServerIndex>& unchecked,
                 const predict::ProgramRules& rules, std::vector<Finding>& findings) {
  std::vector<std::string> names;
  for (const ServerIndex i : unchecked) names.push_back(pool.pool->servers[i].name);
  const ServerIndex first = unchecked.front();
  Finding finding = finding_at(*pool.pool, pool.pool->servers[first]);
  finding.severity = Severity::warning;
  finding.message =
      fmt::format("{} of {} {} no {}, the others have", listed(names), quoted(pool.pool->name),
                  names.size() == 1 ? "has" : "have", rules.without_notice);
  finding.because = {consequence(pool, first)};
  finding.hint = rules.notice_by;
  finding.figures = {{"unchecked", double(names.size())}};
  findings.push_back(std::move(finding));
}

// The section itself says how a check is to look: checks were meant.
bool was_meant(const model::Pool& pool) {
  return pool.check_kind.origin == model::Origin::set && pool.check_kind.at.known();
}

void report_all(const Subject& subject, const PoolForecast& pool, std::string_view what,
                std::vector<Finding>& findings) {
  Finding finding = finding_at(*pool.pool);
  finding.severity = Severity::note;
  if (was_meant(*pool.pool)) {
    finding.severity = Severity::warning;
    finding.because.push_back(line_of(pool.pool->check_kind.at, subject.sources) +
                              " says how a check is to look; without the word check on a server "
                              "line none is made");
  }
  finding.message = fmt::format("no server of {} has a {}", quoted(pool.pool->name), what);
  finding.because.push_back(consequence(pool, pool.candidates.front()));
  finding.hint = was_meant(*pool.pool)
                     ? "write check on each server line, or once in default-server"
                     : "have them looked after, or say in a waiver who does";
  finding.figures = {{"unchecked", double(pool.candidates.size())}};
  findings.push_back(std::move(finding));
}

// A server alone has nobody who could take over.
void judge(const Subject& subject, const PoolForecast& pool, std::vector<Finding>& findings) {
  const auto& rules = predict::rules_of(subject.config.program.kind);
  if (pool.candidates.size() < 2) return;
  std::vector<ServerIndex> unchecked;
  for (const ServerIndex i : pool.candidates)
    if (!rules.notices_failure(pool.pool->servers[i])) unchecked.push_back(i);
  if (unchecked.empty()) return;
  if (unchecked.size() == pool.candidates.size())
    report_all(subject, pool, rules.without_notice, findings);
  else
    report_some(pool, unchecked, rules, findings);
}

void run(const Subject& subject, std::vector<Finding>& findings) {
  for (const PoolForecast& pool : subject.prediction.pools) judge(subject, pool, findings);
}

}  // namespace

const Rule& no_health_check() {
  static const Rule rule{"no-health-check", "servers that stay in the pool when they fail",
                         Severity::warning, Rank::cause, run};
  return rule;
}

}  // namespace ek::lint::rule_list
