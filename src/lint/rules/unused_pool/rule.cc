// A pool with servers that no listener sends anything to.
#include <fmt/format.h>

#include <algorithm>

#include "lint/rule.h"
#include "lint/words.h"

namespace ek::lint::rule_list {
namespace {

using model::Config, model::Pool, model::Route, model::Server;

// Who knows what a variable or a map gives? One route that cannot be told makes every pool
// possible.
bool anything_may_be_used(const Config& config) {
  return std::any_of(config.routes.begin(), config.routes.end(), [&](const Route& route) {
    return route.computed && config.pool(route.target) == nullptr;
  });
}

// A part of a larger configuration: its listeners are in another file.
bool is_fragment(const Config& config) {
  return config.routes.empty() && config.listeners.empty();
}

bool is_target(const Config& config, const Pool& pool) {
  return std::any_of(config.routes.begin(), config.routes.end(),
                     [&](const Route& route) { return route.target == pool.name; });
}

// HAProxy: others may use its stick table, or follow its servers' health.
bool serves_other_pools(const Config& config, const Pool& pool) {
  for (const Pool& other : config.pools) {
    for (const model::StickRule& rule : other.persistence.stick_rules)
      if (rule.table == pool.name) return true;
    for (const Server& server : other.servers)
      if (&other != &pool && server.track.value.starts_with(pool.name + "/")) return true;
  }
  return false;
}

void run(const Subject& subject, std::vector<Finding>& findings) {
  const Config& config = subject.config;
  if (anything_may_be_used(config) || is_fragment(config)) return;
  for (const Pool& pool : config.pools) {
    if (pool.servers.empty() || pool.disabled.value || pool.section == "listen") continue;
    if (is_target(config, pool) || serves_other_pools(config, pool)) continue;
    Finding finding = finding_at(pool);
    finding.severity = Severity::note;
    finding.message = fmt::format("nothing sends traffic to {}", quoted(pool.name));
    finding.because = {
        fmt::format("none of the {} here names it", counted(config.routes.size(), "route"))};
    finding.hint = "remove it, or route to it";
    findings.push_back(std::move(finding));
  }
}

}  // namespace

const Rule& unused_pool() {
  static const Rule rule{"unused-pool", "a pool that nothing sends traffic to", Severity::note,
                         run};
  return rule;
}

}  // namespace ek::lint::rule_list
