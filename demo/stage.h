// The stage of the demo: five real servers of limited capacity on loopback, and a real HAProxy
// before them that reads one of the demo's configuration files as it stands.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "rig/backends.h"
#include "rig/load.h"
#include "rig/outcome.h"

namespace ek::demo {

// What demo/evenkeel.toml says of the servers and of the peak, in real life.
inline constexpr std::size_t servers = 5;
inline constexpr std::size_t concurrency = 3;
inline constexpr std::chrono::milliseconds service_time{10};  // so 300 requests a second each
inline constexpr double rate_per_s = 900;
inline constexpr std::size_t requests = 2700;  // three seconds of the peak

struct MeasuredServer {
  std::string name;
  double share = 0;  // 0..1, of all requests sent
  std::uint32_t median_ms = 0;
  std::uint32_t p95_ms = 0;
};

struct Measured {
  std::vector<MeasuredServer> servers;  // web1 … web5
  std::uint64_t unanswered = 0;
  double seconds = 0;  // until the last answer
};

class Stage {
 public:
  Stage();
  // Starts HAProxy with that file, sends the peak through it, stops it. Fails when HAProxy will
  // not run; the sentence holds what it said.
  rig::Outcome<Measured> send_peak_through(const std::string& config_file) const;

 private:
  rig::Backends backends_;
};

}  // namespace ek::demo
