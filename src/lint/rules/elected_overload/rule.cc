// A health check that likely one server passes at a time, and which then cannot carry the load.
#include <fmt/format.h>

#include "lint/rule.h"
#include "lint/words.h"
#include "predict/elected.h"
#include "predict/overload.h"

namespace ek::lint::rule_list {
namespace {

void judge(const predict::PoolForecast& pool, std::vector<Finding>& findings) {
  const auto elected = predict::elected_alone(pool);
  if (!elected) return;
  const double bound = pool.policy.max_utilisation.value;
  const double used = elected->utilisation();
  if (used <= bound && !predict::overloaded(used)) return;
  Finding finding = finding_at(*pool.pool);
  finding.severity = Severity::warning;
  finding.message = fmt::format(
      "if one server of {} passes its health check, it gets all: {} of the {} that {} can carry",
      quoted(pool.pool->name), per_second(elected->load), per_second(elected->capacity),
      quoted(pool.pool->servers[elected->server].name));
  finding.because = {
      fmt::format("the check asks for a role, \"{}\", which likely one server has at a time",
                  pool.pool->role.value.word),
      fmt::format("it is then {} used", percent(used))};
  finding.hint = "each server must be able to carry the pool alone";
  finding.figures = {
      {"load", elected->load}, {"capacity", elected->capacity}, {"utilisation", used}};
  findings.push_back(std::move(finding));
}

void run(const Subject& subject, std::vector<Finding>& findings) {
  for (const predict::PoolForecast& pool : subject.prediction.pools) judge(pool, findings);
}

}  // namespace

const Rule& elected_overload() {
  static const Rule rule{"elected-overload",
                         "the one server that passes its health check cannot carry the pool's load",
                         Severity::warning, Rank::effect, run};
  return rule;
}

}  // namespace ek::lint::rule_list
