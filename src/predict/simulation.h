// A pool stepped through requests in time: arrivals, service, queues, retries. An event queue
// around a Balancer; what the balancer decides is exact, what arrives is the caller's.
//
// Requests without times follow one another: each ends before the next arrives.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/random.h"
#include "base/result.h"
#include "model/request.h"
#include "predict/balancer.h"

namespace ek::predict {

struct ServerTally {
  std::uint64_t requests = 0;  // served
  double busy_s = 0;           // summed service time
  double response_s = 0;       // summed time from arrival to end
  std::uint32_t in_flight_max = 0;
};

struct Simulation {
  std::vector<ServerIndex> servers;  // one a request, in order; no_server: none took it
  std::vector<double> waits_s;       // time in a queue, one a request that was served
  std::vector<ServerTally> tallies;  // one a server
  std::uint64_t answered = 0;        // by the program itself, without a server (gate.h)
  std::uint64_t refused = 0;         // no server could take them
  std::uint64_t timed_out = 0;       // left the queue after the pool's queue timeout
  std::uint32_t at_once_max = 0;     // requests that were served or waited at one time
  double ended_s = 0;                // when the last request ended
};

// What stands behind a server of the configuration, where that limits it too.
struct Backend {
  std::uint32_t places = 0;  // requests it works on at once, first come first served; 0: any number
  double slower_by = 1;      // its service times against the requests' own
};
using Backends = std::vector<Backend>;

struct SimulationOptions {
  std::uint64_t seed = 1;              // for what the program draws at random
  std::vector<std::uint8_t> up;        // one a server, 0: down from the start; empty: all up
  std::vector<std::uint8_t> refusing;  // one a server, 1: refuses connections; empty: none
  Backends backends;                   // one a server; empty: without limits of their own
  // The requests are as clients send them: those that the program answers itself get no server.
  // Else all of them reach the pool.
  bool from_clients = false;
};

// Fails when the pool is not predictable pick by pick, or not with these requests; the error says
// why.
base::Result<Simulation> simulate(const Context& context, std::span<const model::Request> requests,
                                  const SimulationOptions& options);

struct Arrivals {  // Poisson arrivals, exponential service, each request a new client address
  double rate_per_s = 1;
  double service_s = 0;
  std::uint64_t count = 0;
};

// The pool that drawn requests meet: they are those that no use-server rule takes.
model::Pool without_use_servers(const model::Pool& pool);

std::vector<model::Request> draw_requests(const Arrivals& arrivals, base::Random& random);

}  // namespace ek::predict
