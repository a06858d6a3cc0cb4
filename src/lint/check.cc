#include "lint/check.h"

#include <algorithm>
#include <set>
#include <tuple>
#include <utility>

#include "base/assert.h"
#include "lint/waivers.h"

namespace ek::lint {
namespace {

// By file and line; at the same place errors first, then by rule.
bool before(const Finding& a, const Finding& b) {
  return std::tuple(a.at.file, a.at.line, b.severity, a.at.column, a.rule) <
         std::tuple(b.at.file, b.at.line, a.severity, b.at.column, b.rule);
}

bool same(const Finding& a, const Finding& b) {
  return a.rule == b.rule && a.at == b.at && a.message == b.message;
}

std::string_view pool_of(const Finding& finding) {
  const std::string_view where = finding.where;
  return where.substr(0, where.find("/server:"));
}

// One mistake, one finding: those that another one covers go.
void leave_out_covered(std::vector<Finding>& findings) {
  std::set<std::pair<std::string_view, std::string>> covered;
  for (const Finding& finding : findings)
    if (!finding.covers.empty()) covered.emplace(finding.covers, pool_of(finding));
  if (covered.empty()) return;
  std::erase_if(findings, [&](const Finding& finding) {
    return covered.contains({finding.rule, std::string(pool_of(finding))});
  });
}

std::vector<Finding> run_rules(const Subject& subject, const CheckOptions& options) {
  std::vector<Finding> findings;
  for (const Rule* rule : rules()) {
    if (!rule_runs(rule->name, options)) continue;
    const std::size_t first = findings.size();
    rule->run(subject, findings);
    for (std::size_t i = first; i < findings.size(); ++i) {
      findings[i].rule = rule->name;
      EK_ASSERT(findings[i].at.known());
    }
  }
  return findings;
}

// One weight written in the whole pool, and share-skew says what it does: that the others have
// none, or that leastconn looks at it under load only, is the same once more.
bool says_it_again(const Subject& subject, const Finding& finding,
                   const std::vector<Finding>& findings) {
  if (finding.rule != "partial-weights" && finding.rule != "weight-without-effect") return false;
  const std::string_view where = pool_of(finding);
  const auto skew = std::ranges::find_if(findings, [&](const Finding& other) {
    return other.rule == "share-skew" && other.severity >= finding.severity &&
           other.where.size() > where.size() && pool_of(other) == where;
  });
  if (skew == findings.end()) return false;
  const model::Pool* pool = subject.config.pool(where.substr(where.find(':') + 1));
  return pool != nullptr && std::ranges::count_if(pool->servers, [](const model::Server& server) {
                              return server.weight.stated();
                            }) == 1;
}

void say_once(const Subject& subject, std::vector<Finding>& findings) {
  std::vector<std::uint8_t> again;
  for (const Finding& finding : findings)
    again.push_back(says_it_again(subject, finding, findings) ? 1 : 0);
  std::size_t i = 0;
  std::erase_if(findings, [&](const Finding&) { return again[i++] != 0; });
}

}  // namespace

CheckResult check(const Subject& subject, const CheckOptions& options) {
  CheckResult result;
  result.findings = run_rules(subject, options);
  leave_out_covered(result.findings);
  say_once(subject, result.findings);
  std::stable_sort(result.findings.begin(), result.findings.end(), before);
  result.findings.erase(std::unique(result.findings.begin(), result.findings.end(), same),
                        result.findings.end());
  settle_waivers(subject.policy, options, result);
  return result;
}

}  // namespace ek::lint
