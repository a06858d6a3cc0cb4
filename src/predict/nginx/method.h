// A balancing method of nginx: which server does this request try next?
//
// Used by the pickers (one try a request) and by the balancer (the whole chain of tries).
#pragma once

#include <cstdint>
#include <memory>
#include <type_traits>

#include "predict/nginx/attempt.h"
#include "predict/nginx/peers.h"

namespace ek::predict::nginx {

class Method {
 public:
  virtual ~Method() = default;
  // no_peer: no server can take it ("no live upstreams"). Does not count the connection.
  virtual PeerId choose(Peers& peers, Attempt& attempt, std::int64_t now_s) = 0;
};

// One a file of algorithms/nginx/ (Algorithm::method). The peers are those of the same context,
// still unused.
using MakeMethod = std::unique_ptr<Method> (*)(const Context&, const Peers&, std::uint64_t seed);

// As Algorithm::method, for a class that needs the peers, and if it draws at random, a seed.
template <class Some>
std::unique_ptr<Method> make(const Context&, const Peers& peers, std::uint64_t seed) {
  if constexpr (std::is_constructible_v<Some, const Peers&, std::uint64_t>)
    return std::make_unique<Some>(peers, seed);
  else
    return std::make_unique<Some>(peers);
}

// The method of a context's pool; nullptr where single picks cannot be told.
std::unique_ptr<Method> method_of(const Context& context, const Peers& peers, std::uint64_t seed);

}  // namespace ek::predict::nginx
