#include "lint/check.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

#include "base/assert.h"
#include "lint/waivers.h"

namespace ek::lint {
namespace {

// What must be read first: the gravest, and of these the cause before what comes of it.
bool before(const Finding& a, const Finding& b) {
  return std::tuple(b.severity, a.rank, a.at.file, a.at.line, a.at.column, a.rule) <
         std::tuple(a.severity, b.rank, b.at.file, b.at.line, b.at.column, b.rule);
}

bool same(const Finding& a, const Finding& b) {
  return a.rule == b.rule && a.at == b.at && a.message == b.message;
}

std::string_view pool_of(const Finding& finding) {
  const std::string_view where = finding.where;
  return where.substr(0, where.find("/server:"));
}

// One mistake, one finding: those that another one covers go, unless they are graver. Who waives
// what is waives no error that it covers: a promise stays broken.
void leave_out_covered(const Subject& subject, const CheckOptions& options,
                       std::vector<Finding>& findings) {
  std::map<std::pair<std::string_view, std::string>, Severity> covered;  // what, of which pool
  for (const Finding& finding : findings)
    for (const std::string_view what : finding.covers) {
      const bool waived = waiver_of(subject.policy, options, finding) != nullptr;
      const Severity up_to =
          waived ? std::min(finding.severity, Severity::warning) : finding.severity;
      const auto at = covered.try_emplace({what, std::string(pool_of(finding))}, up_to);
      at.first->second = std::max(at.first->second, up_to);
    }
  const auto said = [&](std::string_view what, const Finding& finding) {
    const auto at = covered.find({what, std::string(pool_of(finding))});
    return at != covered.end() && at->second >= finding.severity;
  };
  std::erase_if(findings, [&](const Finding& finding) {
    return said(finding.rule, finding) || (!finding.topic.empty() && said(finding.topic, finding));
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
      findings[i].rank = rule->rank;
      EK_ASSERT(findings[i].at.known());
      for (const std::string_view what : findings[i].covers)
        EK_ASSERT(find_rule(what) != nullptr || what == overloaded_before_loss);
    }
  }
  return findings;
}

}  // namespace

CheckResult check(const Subject& subject, const CheckOptions& options) {
  CheckResult result;
  result.findings = run_rules(subject, options);
  leave_out_covered(subject, options, result.findings);
  std::stable_sort(result.findings.begin(), result.findings.end(), before);
  result.findings.erase(std::unique(result.findings.begin(), result.findings.end(), same),
                        result.findings.end());
  settle_waivers(subject.policy, options, result);
  return result;
}

}  // namespace ek::lint
