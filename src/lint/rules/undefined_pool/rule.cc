// Traffic is sent to a pool that does not exist.
#include <fmt/format.h>

#include <set>

#include "base/text.h"
#include "lint/rule.h"
#include "lint/words.h"

namespace ek::lint::rule_list {
namespace {

using model::ProgramKind, model::Route;

std::string_view nearest_pool(const model::Config& config, std::string_view target) {
  std::vector<std::string_view> names;
  for (const model::Pool& pool : config.pools) names.push_back(pool.name);
  return base::nearest(target, names);
}

Finding finding_at(const Route& route) {
  Finding finding;
  finding.where = "pool:" + route.target;
  finding.at = route.at;
  finding.length = route.length;
  return finding;
}

// nginx takes a name without an upstream for a host. Only a near miss is worth a word; with a dot
// or a port it is a host indeed.
bool looks_like_a_slip(std::string_view target, std::string_view meant) {
  return !meant.empty() && target.find_first_of(".:[/") == std::string_view::npos;
}

void report(const Route& route, std::string_view meant, std::vector<Finding>& findings) {
  Finding finding = finding_at(route);
  finding.severity = Severity::warning;
  finding.message = fmt::format("{} sends traffic to {}, and there is no such upstream",
                                quoted(route.directive), quoted(route.target));
  finding.because = {
      fmt::format("nginx takes the name for a host and shares out among that host's addresses: the "
                  "servers of {} get nothing from here",
                  quoted(meant))};
  finding.hint = fmt::format("did you mean {}?", quoted(meant));
  findings.push_back(std::move(finding));
}

// HAProxy refuses to start with it: an error of its reading, of which no rule speaks again.
void run(const Subject& subject, std::vector<Finding>& findings) {
  const model::Config& config = subject.config;
  if (config.program.kind != ProgramKind::nginx) return;
  std::set<std::string_view> defined;
  for (const model::Pool& pool : config.pools) defined.insert(pool.name);
  for (const Route& route : config.routes) {
    if (route.computed || defined.contains(route.target)) continue;
    const std::string_view meant = nearest_pool(config, route.target);
    if (looks_like_a_slip(route.target, meant)) report(route, meant, findings);
  }
}

}  // namespace

const Rule& undefined_pool() {
  static const Rule rule{"undefined-pool", "traffic is sent to a pool that does not exist",
                         Severity::warning, run};
  return rule;
}

}  // namespace ek::lint::rule_list
