// A running pool, stepped request by request: persistence, candidates (health, backups), the
// algorithm, connection limits, queues, retries: what the program does around its algorithm.
// One implementation a program (haproxy/balancer.cc, nginx/balancer.cc; program.cc names them).
//
// Time is an argument, in seconds from the process's start, never going back.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "model/request.h"
#include "predict/algorithm.h"

namespace ek::predict {

using RequestId = std::uint64_t;  // the caller's own number for a request in flight

enum class Outcome : std::uint8_t {
  placed,   // a connection to `server` was opened; the caller must call finish() when it ends
  queued,   // waits; another request that ends, leaves or is refused will start it, or it times
            // out in the caller's hands
  refused,  // no server could take it (503, 502): gone
};

struct Started {  // a queued request that now has a server
  RequestId request = 0;
  ServerIndex server = no_server;
};

struct Dispatch {
  Outcome outcome = Outcome::refused;
  ServerIndex server = no_server;   // where it is, or waits for (queued: no_server = any)
  bool persisted = false;           // chosen by persistence, not by the algorithm
  std::vector<ServerIndex> failed;  // tried before, connection refused; in order
  std::vector<Started> started;     // let go as this request was refused or joined a queue
};

class Balancer {
 public:
  virtual ~Balancer() = default;

  virtual void dispatch(RequestId id, const model::Request& request, double now_s,
                        Dispatch& result) = 0;
  // A placed request ended; requests that its place let go are appended to `started`.
  virtual void finish(RequestId id, double now_s, std::vector<Started>& started) = 0;
  // A queued request leaves the queue unserved (its client or timeout queue gave up); its going,
  // too, may let others go.
  virtual void abandon(RequestId id, double now_s, std::vector<Started>& started) = 0;

  // Health or administration: false takes it out of the candidates, as a failed check does.
  virtual void set_up(ServerIndex server, bool up, double now_s) = 0;
  // The server is a candidate but refuses connections: retries, redispatch, max_fails take over.
  virtual void set_refusing(ServerIndex server, bool refusing) = 0;
  virtual void set_weight(ServerIndex server, std::uint32_t weight) = 0;

  virtual std::uint32_t in_flight(ServerIndex server) const = 0;

  // Why what it did so far may not be what the program would have done: it hung on something that
  // the requests do not say. "": nothing did.
  virtual std::string_view doubt() const { return {}; }
};

struct BalancerOptions {
  std::uint64_t seed = 1;  // for what the program draws at random and our picker mimics
};

// Fails when the pool is not predictable pick by pick; the error says why.
base::Result<std::unique_ptr<Balancer>> make_balancer(const Context& context,
                                                      const BalancerOptions& options);

// Why no balancer can be made although the algorithm is known: a key that is not computed, a queue
// limit or a rule of persistence that is not followed. "": one can be. Costs nothing per server.
std::string picks_unknown(const Context& context);

// Candidates at the start, or with some servers down (`up` one flag a server; empty: all up):
// disabled and zero-weight servers left out, backups only when no other is left (HAProxy: the first
// of them, unless `option allbackups` or the algorithm lets others stand in).
std::vector<ServerIndex> candidates(const Context& context, std::span<const std::uint8_t> up);

}  // namespace ek::predict
