#include "inputs/policy_match.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <vector>

#include "base/text.h"

namespace ek::inputs {
namespace {

using model::Config, model::Policy, model::Pool, model::PoolPolicy, model::ServerPolicy;

constexpr std::size_t names_listed_max = 8;

// An exact name matches itself alone, as a glob does that has no * and no ?.
bool matches(std::string_view pattern, std::string_view name) {
  return base::glob_match(pattern, name);
}

std::vector<const Pool*> pools_of(const PoolPolicy& entry, const Config& config) {
  std::vector<const Pool*> pools;
  for (const Pool& pool : config.pools)
    if (matches(entry.pattern, pool.name)) pools.push_back(&pool);
  return pools;
}

std::string hint_for(std::string_view pattern, std::vector<std::string_view> names) {
  const std::string_view meant = base::nearest(pattern, names);
  if (!meant.empty()) return fmt::format("did you mean {}?", base::printable(meant));
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  std::string hint = "there is ";
  for (std::size_t i = 0; i < std::min(names.size(), names_listed_max); ++i)
    hint += (i == 0 ? "" : ", ") + base::printable(names[i]);
  if (names.size() > names_listed_max)
    hint += fmt::format(" and {} more", names.size() - names_listed_max);
  return hint;
}

void note_servers(const PoolPolicy& entry, const std::vector<const Pool*>& pools,
                  text::Diagnostics& diagnostics) {
  std::vector<std::string_view> names;
  for (const Pool* pool : pools)
    for (const model::Server& server : pool->servers) names.push_back(server.name);
  if (names.empty()) return;
  for (const ServerPolicy& server : entry.servers) {
    if (std::any_of(names.begin(), names.end(),
                    [&](std::string_view name) { return matches(server.pattern, name); }))
      continue;
    diagnostics.note(
        server.at, server.length,
        fmt::format("this entry matches nothing: {} server {}",
                    pools.size() == 1 ? base::printable(pools.front()->name) + " has no"
                                      : fmt::format("none of its {} pools has a", pools.size()),
                    base::printable(server.pattern)),
        hint_for(server.pattern, names));
  }
}

void note_rate(const Policy& policy, const Config& config, text::Diagnostics& diagnostics) {
  if (!policy.workload.rate.value || config.pools.size() < 2) return;
  for (const Pool& pool : config.pools) {
    if (pool.servers.empty() || policy_of(policy, pool.name).workload.rate.value) continue;
    if (config.part_of(pool.name)) continue;
    diagnostics.note(policy.workload.rate.at, 1,
                     fmt::format("the rate of [workload] is not divided over the {} pools here",
                                 config.pools.size()),
                     fmt::format("give each pool its own: [pool.\"{}\"] rate = \"…\"",
                                 base::printable(pool.name)));
    return;
  }
}

}  // namespace

void note_unresolved(const Policy& policy, const std::set<std::string, std::less<>>& asked,
                     text::Diagnostics& diagnostics) {
  for (const auto& [name, at] : policy.resolve_at) {
    if (asked.contains(name)) continue;
    diagnostics.note(at, static_cast<std::uint32_t>(name.size()),
                     fmt::format("these addresses are not used: no server here has the name {}",
                                 base::printable(name)),
                     asked.empty() ? "the configuration names no host at all"
                                   : hint_for(name, {asked.begin(), asked.end()}));
  }
}

void note_unmatched(const Policy& policy, const Config& config, text::Diagnostics& diagnostics) {
  if (config.pools.empty()) return;
  for (const PoolPolicy& entry : policy.pools) {
    const auto pools = pools_of(entry, config);
    if (!pools.empty()) {
      note_servers(entry, pools, diagnostics);
      continue;
    }
    std::vector<std::string_view> names;
    for (const Pool& pool : config.pools) names.push_back(pool.name);
    diagnostics.note(entry.at, entry.length,
                     fmt::format("this entry matches nothing: there is no pool {}",
                                 base::printable(entry.pattern)),
                     hint_for(entry.pattern, std::move(names)));
  }
  note_rate(policy, config, diagnostics);
}

}  // namespace ek::inputs
