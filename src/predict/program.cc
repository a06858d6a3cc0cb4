#include "predict/program.h"

#include "base/assert.h"
#include "predict/haproxy/balancer.h"
#include "predict/nginx/balancer.h"
#include "predict/nginx/max_conns.h"
#include "predict/nginx/worker_places.h"

namespace ek::predict {
namespace {

ProcessLimit limit_of_haproxy(const model::Config& config) {
  ProcessLimit limit;
  limit.requests = config.maxconn.value;
  limit.name = "global maxconn " + std::to_string(limit.requests);
  limit.section = "global";
  if (limit.requests > 0) limit.at = config.maxconn.at;
  limit.length = static_cast<std::uint32_t>(std::to_string(limit.requests).size());
  limit.reasons = {"who finds no place waits to be accepted, unseen by any queue of HAProxy",
                   "it counts connections: idle keep-alive clients take places, too"};
  return limit;
}

constexpr ProgramRules haproxy_rules{
    .make_balancer = haproxy::make_balancer,
    .picks_unknown = haproxy::picks_unknown,
    .one_backup_stands_in = true,
    .default_port = 0,
    .names_may_differ = true,
    .queues = true,
    .connection_counters = [](const Context&) { return 1U; },
    .process_limit = limit_of_haproxy,
    .notices_failure =
        [](const model::Server& server) {
          return server.check.enabled.value || !server.track.value.empty();
        },
    .without_notice = "health check (`check`)",
    .notice_by = "add check to its line",
    .tries_elsewhere = false,
    .unknown_name_is_a_host = false,
};

constexpr ProgramRules nginx_rules{
    .make_balancer = nginx::make_balancer,
    .picks_unknown = nginx::picks_unknown,
    .one_backup_stands_in = false,
    .default_port = 80,
    .names_may_differ = false,
    .queues = false,
    .connection_counters = nginx::connection_counters,
    .process_limit = nginx::process_limit,
    .notices_failure =
        [](const model::Server& server) { return server.check.max_fails.value != 0; },
    .without_notice = "count of failures (max_fails=0)",
    .notice_by = "leave max_fails=0 out",
    .tries_elsewhere = true,
    .unknown_name_is_a_host = true,
};

}  // namespace

const ProgramRules& rules_of(model::ProgramKind program) {
  switch (program) {
    case model::ProgramKind::haproxy:
      return haproxy_rules;
    case model::ProgramKind::nginx:
      return nginx_rules;
  }
  base::assertion_failed("a program without rules", __FILE__, __LINE__);
}

base::Result<std::unique_ptr<Balancer>> make_balancer(const Context& context,
                                                      const BalancerOptions& options) {
  return rules_of(context.program.kind).make_balancer(context, options);
}

std::string picks_unknown(const Context& context) {
  return rules_of(context.program.kind).picks_unknown(context);
}

}  // namespace ek::predict
