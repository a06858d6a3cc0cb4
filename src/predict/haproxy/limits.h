// How many requests a server may serve at once: maxconn, minconn with fullconn, slowstart.
// Source: configuration manual, `maxconn`, `minconn`, `fullconn`, `slowstart`.
#pragma once

#include <cstdint>

#include "model/pool.h"

namespace ek::predict::haproxy {

// A server that came back less than its slowstart ago.
struct Warmup {
  bool running = false;
  std::int64_t since_s = 0;   // whole seconds of the clock, as the program counts them
  std::int64_t length_s = 0;  // slowstart, rounded up
};

struct ServerLimits {
  std::uint32_t maxconn = 0;   // 0: none
  std::uint32_t minconn = 0;   // 0: as maxconn
  std::uint32_t maxqueue = 0;  // 0: none
  bool follows_load = false;   // minconn is below maxconn
};

ServerLimits limits_of(const model::Server& server);

// `in_backend`: requests served and waiting in the whole pool; `fullconn` above 0.
std::uint32_t connections_allowed(const ServerLimits& limits, std::uint32_t in_backend,
                                  std::uint32_t fullconn, const Warmup& warmup, std::int64_t now_s);

// Sixteenths of the weight during warm-up: from one at once to all at the end, in whole seconds.
std::uint32_t warming_weight(std::uint32_t weight, const Warmup& warmup, std::int64_t now_s);

}  // namespace ek::predict::haproxy
