#include "lint/waivers.h"

#include <algorithm>
#include <set>
#include <utility>

#include "base/text.h"

namespace ek::lint {
namespace {

// ISO dates compare as text. The last day still counts; without today's date nothing ends.
bool has_ended(const model::Waiver& waiver, std::string_view today) {
  return !waiver.until.empty() && !today.empty() && waiver.until < today;
}

// A waiver for a pool covers what is found at its servers.
bool covers(const model::Waiver& waiver, const Finding& finding) {
  if (!base::glob_match(waiver.rule, finding.rule)) return false;
  const std::string_view whole = finding.where;
  return base::glob_match(waiver.where, whole) ||
         base::glob_match(waiver.where, whole.substr(0, whole.find("/server:")));
}

bool could_run(const model::Waiver& waiver, const CheckOptions& options) {
  if (find_rule(waiver.rule) == nullptr) return true;  // a glob, or a name that no rule has
  return rule_runs(waiver.rule, options);
}

}  // namespace

bool rule_runs(std::string_view rule, const CheckOptions& options) {
  const auto named = [&](const std::vector<std::string>& names) {
    return std::find(names.begin(), names.end(), rule) != names.end();
  };
  return (options.only.empty() || named(options.only)) && !named(options.skip);
}

const model::Waiver* waiver_of(const model::Policy& policy, const CheckOptions& options,
                               const Finding& finding) {
  for (const model::Waiver& waiver : policy.waivers)
    if (!has_ended(waiver, options.today) && covers(waiver, finding)) return &waiver;
  return nullptr;
}

void settle_waivers(const model::Policy& policy, const CheckOptions& options, CheckResult& result) {
  std::set<const model::Waiver*> used;
  std::vector<Finding> left;
  for (Finding& finding : result.findings) {
    const model::Waiver* by = waiver_of(policy, options, finding);
    if (by == nullptr) {
      left.push_back(std::move(finding));
      continue;
    }
    used.insert(by);
    result.waived.push_back({std::move(finding), by});
  }
  result.findings = std::move(left);
  for (const model::Waiver& waiver : policy.waivers) {
    if (has_ended(waiver, options.today))
      result.expired.push_back(&waiver);
    else if (!used.contains(&waiver) && could_run(waiver, options))
      result.unused.push_back(&waiver);
  }
}

}  // namespace ek::lint
