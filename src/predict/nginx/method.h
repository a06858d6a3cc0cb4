// A balancing method of nginx: which server does this request try next?
//
// Used by the pickers (one try a request) and by the balancer (the whole chain of tries).
#pragma once

#include <cstdint>
#include <memory>

#include "predict/nginx/attempt.h"
#include "predict/nginx/peers.h"

namespace ek::predict::nginx {

class Method {
 public:
  virtual ~Method() = default;
  // no_peer: no server can take it ("no live upstreams"). Does not count the connection.
  virtual PeerId choose(Peers& peers, Attempt& attempt, std::int64_t now_s) = 0;
};

// One a file of algorithms/nginx/. The peers are those of the same context, still unused.
std::unique_ptr<Method> round_robin_method(const Context& context, const Peers& peers);
std::unique_ptr<Method> least_conn_method(const Context& context, const Peers& peers);
std::unique_ptr<Method> ip_hash_method(const Context& context, const Peers& peers);
std::unique_ptr<Method> hash_method(const Context& context, const Peers& peers);
std::unique_ptr<Method> hash_consistent_method(const Context& context, const Peers& peers);
std::unique_ptr<Method> random_method(const Context& context, const Peers& peers,
                                      std::uint64_t seed);
std::unique_ptr<Method> random_two_method(const Context& context, const Peers& peers,
                                          std::uint64_t seed);

using MakeMethod = std::unique_ptr<Method> (*)(const Context&, const Peers&, std::uint64_t seed);

// The method of a context's pool; nullptr where single picks cannot be told.
std::unique_ptr<Method> method_of(const Context& context, const Peers& peers, std::uint64_t seed);

}  // namespace ek::predict::nginx
