// How crowded a backend must be before its servers may have all of their maxconn, where no line
// says so: a tenth of what the listeners that may send there can hold (manual 4.2, fullconn). A
// listener without a maxconn has that of the process; without one of those either, the machine
// decides. One that is switched off counts for nothing. Checked against the running 2.6.12.
#include <algorithm>
#include <map>
#include <set>
#include <string_view>

#include "dialects/haproxy/proxy.h"

namespace ek::dialects::haproxy {
namespace {

struct Senders {
  std::uint64_t maxconn = 0;  // of those that may send to a pool, added up
  bool unknown = false;       // one of them has a limit that the files do not say
};

using ByPool = std::map<std::string_view, Senders>;

void add(const model::Listener& listener, const std::set<std::string_view>& targets,
         const model::Config& config, ByPool& senders) {
  const std::uint32_t stated = listener.maxconn.value;
  const std::uint32_t most = stated != 0 ? stated : config.maxconn.value;
  for (const std::string_view target : targets) {
    senders[target].maxconn += most;
    senders[target].unknown |= most == 0;
  }
}

// A target that the request computes counts for no pool.
ByPool senders_of(const model::Config& config) {
  std::map<std::string_view, std::set<std::string_view>> targets;
  for (const model::Route& route : config.routes)
    if (!route.computed) targets[route.listener].insert(route.target);
  ByPool senders;
  for (const model::Listener& listener : config.listeners)
    if (!listener.disabled.value) add(listener, targets[listener.name], config, senders);
  return senders;
}

}  // namespace

void settle_fullconn(const Scope& scope) {
  model::Config& config = scope.config();
  const ByPool senders = senders_of(config);
  for (model::Pool& pool : config.pools) {
    if (pool.limits.fullconn.value != 0) continue;
    const auto found = senders.find(pool.name);
    const Senders who = found == senders.end() ? Senders{} : found->second;
    if (who.unknown) continue;
    const std::uint64_t tenth = (who.maxconn + 9) / 10;
    pool.limits.fullconn.value =
        static_cast<std::uint32_t>(std::clamp<std::uint64_t>(tenth, 1, INT32_MAX));
  }
}

}  // namespace ek::dialects::haproxy
