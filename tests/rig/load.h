// A load generator: many connections, one thread (the caller's), bounded in count and in time.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "rig/client.h"

namespace ek::rig {

struct LoadOptions {
  Endpoint to = {};
  std::size_t requests = 1000;
  std::size_t connections = 8;
  // 0: closed loop, each connection sends its next request when it has its answer. Else open loop:
  // arrivals at this rate; one that finds no idle connection waits for one, and its latency counts
  // from its arrival.
  double rate_per_s = 0;
  // Open loop only: 0 spaces arrivals evenly, else a Poisson process with this seed.
  std::uint64_t poisson_seed = 0;
  std::chrono::milliseconds time_max{30000};  // then whatever is unanswered counts as failed
  Reuse reuse = Reuse::keep_alive;
  // The i-th request; GET / when empty.
  std::function<Request(std::size_t)> make_request = {};
  std::string proxy_source = {};  // as in ConnectOptions, for all connections
};

struct LoadResult {
  std::map<std::string, std::uint64_t> per_server;  // by X-Server; "-" for answers without
  std::map<int, std::uint64_t> per_status;
  std::uint64_t answered = 0;
  std::uint64_t failed = 0;  // connection errors, and what the time limit cut off
  double seconds = 0;
  std::vector<std::uint32_t> latencies_us;                            // in the order of the answers
  std::map<std::string, std::vector<std::uint32_t>> latencies_us_of;  // the same, by X-Server

  double share_of(const std::string& server) const;  // of the answers, 0 to 1
  double rate_per_s() const { return seconds > 0 ? static_cast<double>(answered) / seconds : 0; }
  // 0 ≤ q ≤ 1; 0 when nothing was answered.
  std::uint32_t latency_us(double q) const;
  std::uint32_t latency_us(const std::string& server, double q) const;
};

LoadResult run_load(const LoadOptions& options);

}  // namespace ek::rig
