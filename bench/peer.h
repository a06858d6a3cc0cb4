// How many requests a second one core of the real proxy serves on this machine.
#pragma once

#include "configs.h"
#include "rig/outcome.h"

namespace ek::bench {

struct Rate {
  double per_s = 0;      // by the clock
  double per_cpu_s = 0;  // by the CPU time of the proxy alone: what it would serve undisturbed
};
struct Capacity {
  Rate shared;  // proxy, client and backends on one core
  Rate own;     // the proxy on a core of its own; the same as shared where there is only one
};

// The best of a few short runs: keep-alive on both sides, closed loop, one thread or worker. The
// proxy has `servers` servers, which share ten real ones.
rig::Outcome<Capacity> capacity_of(const Method& method, std::size_t servers);

}  // namespace ek::bench
