#include "model/policy.h"

#include <algorithm>

#include "base/text.h"

namespace ek::model {
namespace {

bool is_glob(std::string_view pattern) {
  return pattern.find_first_of("*?") != std::string_view::npos;
}

template <class T>
void overlay(Setting<T>& onto, const Setting<T>& from) {
  if (from.stated()) onto = from;
}

void overlay(PoolPolicy& onto, const PoolPolicy& from) {
  if (from.intent.kind != IntentKind::unstated) onto.intent = from.intent;
  overlay(onto.workload.rate, from.workload.rate);
  overlay(onto.workload.service_time, from.workload.service_time);
  overlay(onto.survive, from.survive);
  overlay(onto.max_utilisation, from.max_utilisation);
  onto.servers.insert(onto.servers.end(), from.servers.begin(), from.servers.end());
  onto.at = from.at;
}

void overlay(ServerPolicy& onto, const ServerPolicy& from) {
  overlay(onto.capacity, from.capacity);
  overlay(onto.concurrency, from.concurrency);
  overlay(onto.zone, from.zone);
  overlay(onto.down, from.down);
}

// Globs first, then exact names, each in the order of the file.
template <class T>
void overlay_matching(T& onto, const std::vector<T>& entries, std::string_view name) {
  for (const bool exact : {false, true})
    for (const T& entry : entries)
      if (is_glob(entry.pattern) != exact &&
          (exact ? entry.pattern == name : base::glob_match(entry.pattern, name)))
        overlay(onto, entry);
}

}  // namespace

PoolPolicy policy_of(const Policy& policy, std::string_view pool) {
  PoolPolicy result;
  result.pattern = pool;
  overlay_matching(result, policy.pools, pool);
  if (!result.workload.service_time.stated())
    result.workload.service_time = policy.workload.service_time;
  return result;
}

ServerPolicy policy_of(const PoolPolicy& pool, std::string_view server) {
  ServerPolicy result;
  result.pattern = server;
  overlay_matching(result, pool.servers, server);
  return result;
}

}  // namespace ek::model
