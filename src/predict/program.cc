#include "predict/program.h"

#include "base/assert.h"
#include "predict/haproxy/balancer.h"
#include "predict/haproxy/gate.h"
#include "predict/haproxy/looks.h"
#include "predict/nginx/balancer.h"
#include "predict/nginx/max_conns.h"

namespace ek::predict {
namespace {

constexpr ProgramRules haproxy_rules{
    .make_balancer = haproxy::make_balancer,
    .picks_unknown = haproxy::picks_unknown,
    .make_gate = haproxy::make_gate,
    .answered_before = haproxy::answered_before,
    .key_changed = haproxy::key_changed,
    .one_backup_stands_in = true,
    .default_port = 0,
    .names_may_differ = true,
    .queues = true,
    .connection_counters = [](const Context&) { return 1U; },
    .notices_failure =
        [](const model::Server& server) {
          return server.check.enabled.value || !server.track.value.empty();
        },
    .without_notice = "health check (`check`)",
    .notice_by = "add check to its line",
    .tries_elsewhere = false,
};

constexpr ProgramRules nginx_rules{
    .make_balancer = nginx::make_balancer,
    .picks_unknown = nginx::picks_unknown,
    .make_gate = nullptr,
    .answered_before = nullptr,
    .key_changed = nullptr,
    .one_backup_stands_in = false,
    .default_port = 80,
    .names_may_differ = false,
    .queues = false,
    .connection_counters = nginx::connection_counters,
    .notices_failure =
        [](const model::Server& server) { return server.check.max_fails.value != 0; },
    .without_notice = "count of failures (max_fails=0)",
    .notice_by = "leave max_fails=0 out",
    .tries_elsewhere = true,
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

base::Result<std::unique_ptr<Gate>> make_gate(const Context& context) {
  const auto make = rules_of(context.program.kind).make_gate;
  if (make == nullptr) return std::unique_ptr<Gate>();
  return make(context);
}

std::string answered_before(const Context& context) {
  const auto answered = rules_of(context.program.kind).answered_before;
  return answered == nullptr ? "" : answered(context);
}

std::string picks_unknown(const Context& context) {
  return rules_of(context.program.kind).picks_unknown(context);
}

}  // namespace ek::predict
