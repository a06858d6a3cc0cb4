// A pool with servers that no listener sends anything to.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "lint/rule.h"
#include "lint/words.h"
#include "predict/reach.h"

namespace ek::lint::rule_list {
namespace {

using model::Config, model::Pool, model::Route, model::Server;

// Who knows what a variable or a map gives? One route that cannot be told makes every pool
// possible.
bool anything_may_be_used(const Config& config) {
  return std::any_of(config.routes.begin(), config.routes.end(),
                     [&](const Route& route) { return route.names_any(config); });
}

// A part of a larger configuration: its listeners, or some of them, are in files not read.
bool is_part(const Config& config) {
  if (config.routes.empty() && config.listeners.empty()) return true;
  return std::ranges::any_of(config.depends, &model::Dependency::unread);
}

// Every pool that something uses: as a target, for its stick table, or (HAProxy) to follow its
// servers' health.
std::set<std::string_view> used_pools(const Config& config) {
  std::set<std::string_view> used;
  for (const Route* route : predict::live_routes(config)) used.insert(route->target);
  for (const Pool& pool : config.pools) {
    for (const model::StickRule& rule : pool.persistence.stick_rules) used.insert(rule.table);
    for (const Server& server : pool.servers) {
      const std::string_view track = server.extras->track.value;
      const std::string_view followed = track.substr(0, track.find('/'));
      if (track.size() > followed.size() && followed != pool.name) used.insert(followed);
    }
  }
  return used;
}

std::string routes_words(std::size_t routes) {
  if (routes == 0) return "no route stands here";
  if (routes == 1) return "the one route here names another";
  return fmt::format("none of the {} routes here names it", routes);
}

// A listen section's own servers: somebody wrote them to be used.
void report_bypassed(const Config& config, std::vector<Finding>& findings) {
  const auto bypassed = predict::bypassed(config);
  for (const Pool& pool : config.pools) {
    const auto found = bypassed.find(pool.name);
    if (found == bypassed.end() || pool.disabled.value) continue;
    const Route& route = *found->second;
    Finding finding = finding_at(pool);
    finding.severity = Severity::warning;
    finding.at = route.at;
    finding.length = route.length;
    finding.message = fmt::format("the servers of {} are never used: its requests go to {}",
                                  quoted(pool.name), quoted(route.target));
    finding.because = {
        fmt::format("in a listen section {} goes before its own servers", route.directive)};
    finding.hint = fmt::format("remove the servers, or the {}", route.directive);
    findings.push_back(std::move(finding));
  }
}

void run(const Subject& subject, std::vector<Finding>& findings) {
  const Config& config = subject.config;
  if (subject.refused || anything_may_be_used(config) || is_part(config)) return;
  const std::set<std::string_view> used = used_pools(config);
  report_bypassed(config, findings);
  for (const Pool& pool : config.pools) {
    if (pool.servers.empty() || pool.disabled.value || pool.section == "listen") continue;
    if (used.contains(pool.name)) continue;
    Finding finding = finding_at(pool);
    finding.severity = Severity::note;
    finding.message = fmt::format("nothing sends traffic to {}", quoted(pool.name));
    finding.because = {routes_words(config.routes.size())};
    finding.hint = "remove it, or route to it";
    findings.push_back(std::move(finding));
  }
}

}  // namespace

const Rule& unused_pool() {
  static const Rule rule{"unused-pool", "a pool that nothing sends traffic to", Severity::note,
                         Rank::cause, run};
  return rule;
}

}  // namespace ek::lint::rule_list
