#include "predict/balancer.h"

#include "predict/haproxy_balancer.h"
#include "predict/nginx_balancer.h"

namespace ek::predict {

base::Result<std::unique_ptr<Balancer>> make_balancer(const Context& context,
                                                      const BalancerOptions& options) {
  return context.program.kind == model::ProgramKind::haproxy
             ? haproxy::make_balancer(context, options)
             : nginx::make_balancer(context, options);
}

}  // namespace ek::predict
