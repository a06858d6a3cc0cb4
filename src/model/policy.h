// What the owner wants: the policy file's values. Everything is optional; nothing is invented.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/units.h"
#include "model/program.h"
#include "model/setting.h"

namespace ek::model {

using base::Duration;
using base::Rate;

struct Workload {  // what arrives at the peak
  Setting<std::optional<Rate>> rate;
  Setting<std::optional<Duration>> service_time;
};

enum class IntentKind : std::uint8_t { unstated, even, capacity, weights, shares };

struct Intent {
  IntentKind kind = IntentKind::unstated;
  std::map<std::string, double> shares;  // kind == shares: by server name; they sum to 1
  Place at{};
};

struct ServerPolicy {
  std::string pattern;                                // server name or glob
  Setting<std::optional<Rate>> capacity;              // requests a second
  Setting<std::optional<std::uint32_t>> concurrency;  // requests at once, above 0
  Setting<std::string> zone;
  Setting<bool> down;  // it is known not to work now
  Place at{};          // of the pattern
  std::uint32_t length = 1;
};

struct PoolPolicy {
  std::string pattern;  // pool name or glob
  Intent intent;
  Workload workload;
  Setting<std::uint32_t> survive;        // must hold after losing any k servers
  Setting<double> max_utilisation{0.8};  // 0..1 (and above: overload accepted)
  std::vector<ServerPolicy> servers;     // later entries win
  Place at{};                            // of the pattern
  std::uint32_t length = 1;
};

struct Waiver {
  std::string rule, where, reason, owner;
  std::string until;  // ISO date; empty: no end
  Place at{};
};

struct Policy {
  Workload workload;
  std::vector<PoolPolicy> pools;  // later entries win, an exact name over a glob
  std::vector<Waiver> waivers;
  Setting<std::optional<Version>> version;                  // [program] version = "2.6"
  Setting<std::optional<std::uint32_t>> worker_processes;   // [program], of nginx; above 0
  std::map<std::string, std::vector<std::string>> resolve;  // [resolve] name = ["addr", …]
  std::map<std::string, Place> resolve_at;                  // where each name stands
};

// Everything the policy says of one pool: matching globs in the file's order, then exact names,
// field by field; what a pool leaves open comes from [workload], except the rate (see
// predict::rate_of).
PoolPolicy policy_of(const Policy& policy, std::string_view pool);

// The same for one server of that pool.
ServerPolicy policy_of(const PoolPolicy& pool, std::string_view server);

}  // namespace ek::model
