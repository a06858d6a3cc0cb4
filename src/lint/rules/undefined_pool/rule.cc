// Traffic is sent to a pool that does not exist.
#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "lint/rule.h"
#include "lint/words.h"
#include "predict/program.h"

namespace ek::lint::rule_list {
namespace {

using model::Route;

// A name that certainly fails may be shorter than the one that was meant: "ap" for "app".
std::string_view nearest_pool(const model::Config& config, const Route& route) {
  std::vector<std::string_view> names;
  for (const model::Pool& pool : config.pools) names.push_back(pool.name);
  const std::string_view target = route.target;
  const std::string_view nearest = base::nearest(target, names);
  if (!nearest.empty() || !route.computed || route.looked_up) return nearest;
  const auto meant = std::ranges::find_if(names, [&](std::string_view name) {
    return !base::nearest(name, {&target, 1}).empty();
  });
  return meant == names.end() ? nearest : *meant;
}

// nginx takes a name without an upstream for a host. Only a near miss is worth a word; with a dot
// or a port it is a host indeed.
bool looks_like_a_slip(std::string_view target, std::string_view meant) {
  return !meant.empty() && target.find_first_of(".:[/") == std::string_view::npos;
}

Finding finding_at(const Route& route, std::string_view meant) {
  Finding finding;
  finding.where = "pool:" + route.target;
  finding.at = route.named_at.known() ? route.named_at : route.at;
  finding.length = route.named_at.known() ? route.named_length : route.length;
  finding.severity = Severity::warning;
  finding.message = fmt::format("{} sends traffic to {}, and there is no such upstream",
                                quoted(route.directive), quoted(route.target));
  finding.hint = fmt::format("did you mean {}?", quoted(meant));
  return finding;
}

Finding written_out(const Route& route, std::string_view meant) {
  Finding finding = finding_at(route, meant);
  finding.because = {
      fmt::format("nginx takes the name for a host and shares out among that host's addresses: the "
                  "servers of {} get nothing from here",
                  quoted(meant))};
  return finding;
}

// A value of a variable becomes a name while nginx runs: it then asks a resolver, if there is one.
Finding by_variable(const Route& route, std::string_view meant) {
  Finding finding = finding_at(route, meant);
  finding.because = {
      fmt::format("it does so for requests with: {}", base::printable(route.condition)),
      route.looked_up
          ? fmt::format("nginx asks its resolver for a host of that name: the servers of {} get "
                        "nothing from here",
                        quoted(meant))
          : "no resolver is set, so nginx cannot look the name up while it runs: these requests "
            "fail (in http with 502)"};
  if (route.condition.empty()) finding.because.erase(finding.because.begin());
  if (route.looked_up) finding.severity = Severity::note;
  return finding;
}

void run(const Subject& subject, std::vector<Finding>& findings) {
  const model::Config& config = subject.config;
  if (!predict::rules_of(config.program.kind).unknown_name_is_a_host) return;
  for (const Route& route : config.routes) {
    if (route.is_pool || (route.computed && !route.one_value)) continue;
    const std::string_view meant = nearest_pool(config, route);
    if (!looks_like_a_slip(route.target, meant)) continue;
    findings.push_back(route.computed ? by_variable(route, meant) : written_out(route, meant));
  }
}

}  // namespace

const Rule& undefined_pool() {
  static const Rule rule{"undefined-pool", "traffic is sent to a pool that does not exist",
                         Severity::warning, Rank::cause, run};
  return rule;
}

}  // namespace ek::lint::rule_list
