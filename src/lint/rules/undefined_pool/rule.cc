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

void report(const Route& route, std::string_view meant, std::string_view noun, Severity severity,
            std::string reason, std::vector<Finding>& findings) {
  Finding finding = finding_at(route);
  finding.severity = severity;
  finding.message = fmt::format("{} sends traffic to {}, and there is no such {}",
                                quoted(route.directive), quoted(route.target), noun);
  finding.because = {std::move(reason)};
  finding.hint = meant.empty() ? fmt::format("define the {}, or name one that exists", noun)
                               : fmt::format("did you mean {}?", quoted(meant));
  findings.push_back(std::move(finding));
}

// nginx takes a name without an upstream for a host. Only a near miss is worth a word; with a dot
// or a port it is a host indeed.
bool looks_like_a_slip(std::string_view target, std::string_view meant) {
  return !meant.empty() && target.find_first_of(".:[/") == std::string_view::npos;
}

void run(const Subject& subject, std::vector<Finding>& findings) {
  const model::Config& config = subject.config;
  std::set<std::string_view> defined;
  for (const model::Pool& pool : config.pools) defined.insert(pool.name);
  for (const Route& route : config.routes) {
    if (route.computed || defined.contains(route.target)) continue;
    const std::string_view meant = nearest_pool(config, route.target);
    if (config.program.kind == ProgramKind::haproxy) {
      if (route.is_pool)
        report(route, meant, "backend", Severity::error,
               "HAProxy does not start with a reference to a missing backend", findings);
    } else if (looks_like_a_slip(route.target, meant)) {
      report(route, meant, "upstream", Severity::warning,
             fmt::format("nginx takes the name for a host and shares out among that host's "
                         "addresses: the servers of {} get nothing from here",
                         quoted(meant)),
             findings);
    }
  }
}

}  // namespace

const Rule& undefined_pool() {
  static const Rule rule{"undefined-pool", "traffic is sent to a pool that does not exist",
                         Severity::error, run};
  return rule;
}

}  // namespace ek::lint::rule_list
