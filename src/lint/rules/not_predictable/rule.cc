// What we cannot tell, why, and what would let us: said aloud, never guessed.
#include <fmt/format.h>

#include <set>

#include "lint/algorithms.h"
#include "lint/rule.h"
#include "lint/words.h"
#include "model/edition.h"
#include "predict/keys/possible_keys.h"

namespace ek::lint::rule_list {
namespace {

using predict::PoolForecast;

// Fewer keys than servers are a finding there, and the reason here.
bool said_by_share_skew(const Subject& subject, const PoolForecast& forecast) {
  if (!hashes_a_stated_key(forecast)) return false;
  const auto keys = predict::keys_possible({subject.config.program, *forecast.pool});
  return keys > 0 && keys < forecast.candidates.size();
}

void report_pool(const Subject& subject, const PoolForecast& forecast,
                 std::vector<Finding>& findings) {
  const model::Pool& pool = *forecast.pool;
  if (forecast.predictable() || said_by_share_skew(subject, forecast)) return;
  if (forecast.candidates.size() < 2 && !chosen_by_code(pool) && !pool.partly_unread()) return;
  Finding finding = finding_at(pool);
  if (pool.balance.algorithm.at.known()) {
    finding.at = pool.balance.algorithm.at;
    finding.length = static_cast<std::uint32_t>(pool.balance.algorithm.value.size());
  }
  finding.severity = Severity::warning;
  finding.message = fmt::format("the shares of {} are not predictable: {}", quoted(pool.name),
                                forecast.grade.reason);
  finding.because = forecast.grade.notes;
  if (chosen_by_code(pool))
    finding.because.push_back("code chooses the server, and it may be one that is not in the file");
  finding.hint = "no figure is given for this pool, and no rule about shares was applied to it";
  findings.push_back(std::move(finding));
}

// The same lack often stands behind several lines: said once.
void report_dependencies(const std::vector<model::Dependency>& depends, const std::string& where,
                         std::set<std::string>& said, std::vector<Finding>& findings) {
  for (const model::Dependency& dependency : depends) {
    if (!dependency.at.known() || model::is_commercial(dependency)) continue;
    if (!said.insert(dependency.what).second) continue;
    Finding finding;
    finding.where = where;
    finding.at = dependency.at;
    finding.severity = Severity::note;
    finding.message = "the answer depends on what the files do not say: " + dependency.what;
    finding.hint = dependency.how;
    finding.repeats = dependency.what;
    findings.push_back(std::move(finding));
  }
}

// No pool, and includes that were not read: silence would look like health.
bool report_nothing_checked(const model::Config& config, std::vector<Finding>& findings) {
  if (!config.pools.empty()) return false;
  constexpr std::size_t named_max = 5;
  Finding finding;
  std::size_t unread = 0;
  for (const model::Dependency& dependency : config.depends) {
    if (!dependency.unread) continue;
    if (unread++ == 0) finding.at = dependency.at, finding.hint = dependency.how;
    if (unread <= named_max) finding.because.push_back(dependency.what);
  }
  if (unread == 0) return false;
  if (unread > named_max) finding.because.push_back(fmt::format("and {} more", unread - named_max));
  finding.where = "config";
  finding.severity = Severity::warning;
  finding.message = fmt::format("nothing was checked: no pool of servers was read, and {} {} not",
                                counted(unread, "include"), unread == 1 ? "was" : "were");
  findings.push_back(std::move(finding));
  return true;
}

void run(const Subject& subject, std::vector<Finding>& findings) {
  if (report_nothing_checked(subject.config, findings)) return;
  std::set<std::string> said;
  for (const PoolForecast& forecast : subject.prediction.pools) {
    report_pool(subject, forecast, findings);
    report_dependencies(forecast.pool->depends, where(*forecast.pool), said, findings);
  }
  report_dependencies(subject.config.depends, "config", said, findings);
}

}  // namespace

const Rule& not_predictable() {
  static const Rule rule{"not-predictable",
                         "a pool whose shares cannot be told, and what is missing",
                         Severity::warning, Rank::gap, run};
  return rule;
}

}  // namespace ek::lint::rule_list
