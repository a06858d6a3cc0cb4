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

std::string picks_unknown(const Context& context) {
  return context.program.kind == model::ProgramKind::haproxy ? haproxy::picks_unknown(context)
                                                             : nginx::picks_unknown(context);
}

}  // namespace ek::predict
