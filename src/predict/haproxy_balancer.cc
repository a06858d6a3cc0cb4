#include "predict/haproxy_balancer.h"

namespace ek::predict::haproxy {

base::Result<std::unique_ptr<Balancer>> make_balancer(const Context& context,
                                                      const BalancerOptions&) {
  return base::failure("pool " + context.pool.name + ": its picks cannot be predicted yet");
}

}  // namespace ek::predict::haproxy
