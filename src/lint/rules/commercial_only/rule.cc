// Words that the open source program of this version refuses: it does not start.
#include <fmt/format.h>

#include "lint/rule.h"
#include "lint/words.h"
#include "model/edition.h"

namespace ek::lint::rule_list {
namespace {

void report(const model::Program& program, const std::vector<model::Dependency>& depends,
            const std::string& where, std::vector<Finding>& findings) {
  for (const model::Dependency& dependency : depends) {
    if (!model::is_commercial(dependency)) continue;
    Finding finding;
    finding.where = where;
    finding.at = dependency.at;
    finding.severity = Severity::warning;
    finding.message =
        fmt::format("{}: the open source {} {} does not start with it", dependency.what,
                    model::to_string(program.kind), model::to_string(program.version));
    finding.hint =
        "take it out; give the real version with --lb-version if it is another; waive this rule "
        "where the commercial program runs";
    findings.push_back(std::move(finding));
  }
}

void run(const Subject& subject, std::vector<Finding>& findings) {
  const model::Config& config = subject.config;
  report(config.program, config.depends, "config", findings);
  for (const model::Pool& pool : config.pools)
    report(config.program, pool.depends, where(pool), findings);
}

}  // namespace

const Rule& commercial_only() {
  static const Rule rule{"commercial-only",
                         "a word that the open source program of this version refuses",
                         Severity::warning, Rank::cause, run};
  return rule;
}

}  // namespace ek::lint::rule_list
