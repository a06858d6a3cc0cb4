#include "predict/program.h"

#include <algorithm>

#include "base/assert.h"
#include "predict/haproxy/bad_request.h"
#include "predict/haproxy/balancer.h"
#include "predict/haproxy/gate.h"
#include "predict/haproxy/looks.h"
#include "predict/haproxy/rests_on.h"
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
    .make_gate = haproxy::make_gate,
    .answered_before = haproxy::answered_before,
    .bad_request = haproxy::bad_request,
    .key_changed = haproxy::key_changed,
    .rests_on = haproxy::rests_on,
    .one_backup_stands_in = true,
    .default_port = 0,
    .names_may_differ = true,
    .queues = true,
    .connection_counters = [](const Context&) { return 1U; },
    .process_limit = limit_of_haproxy,
    .notices_failure =
        [](const model::Server& server) {
          return server.check.enabled.value || !server.extras->track.value.empty();
        },
    .without_notice = "health check (`check`)",
    .notice_by = "add check to its line",
    .tries_elsewhere = false,
    .unknown_name_is_a_host = false,
    .hash_waits = true,
    .without_chance =
        [](model::Program program) {
          constexpr model::Version last_without{3, 1, 99};
          program.version = std::min(program.version, last_without);
          return program;
        },
    .cookie_on_server_lines = true,
    .starts_without_servers = true,
    .starts_with_backups_alone = true,
    .no_server_status = "503",
    .weight_sensible = 256,  // more it does not take
    .even_method = "balance roundrobin keeps to the weights exactly",
    .key_that_differs =
        "hash something that differs from request to request: path, src, "
        "req.cook(NAME)",
};

constexpr ProgramRules nginx_rules{
    .make_balancer = nginx::make_balancer,
    .picks_unknown = nginx::picks_unknown,
    .make_gate = nullptr,
    .answered_before = nullptr,
    .bad_request = nullptr,
    .key_changed = nullptr,
    .rests_on = [](const Context&) { return std::vector<std::string>(); },
    .one_backup_stands_in = false,
    .default_port = 80,
    .names_may_differ = false,
    .queues = false,
    .connection_counters = nginx::connection_counters,
    .process_limit = nginx::process_limit,
    .notices_failure =
        [](const model::Server& server) { return server.check.pace->max_fails.value != 0; },
    .without_notice = "count of failures (max_fails=0)",
    .notice_by = "leave max_fails=0 out",
    .tries_elsewhere = true,
    .unknown_name_is_a_host = true,
    .hash_waits = false,
    .without_chance = [](model::Program program) { return program; },
    .cookie_on_server_lines = false,
    .starts_without_servers = false,
    .starts_with_backups_alone = false,
    .no_server_status = "502",
    .weight_sensible = 1000,  // a megabyte of ring points a few servers
    .even_method = "nginx's own round robin (no method stated) keeps to the weights exactly",
    .key_that_differs =
        "hash something that differs: $request_uri, $arg_NAME, a cookie; if a "
        "variable was meant, its $ is missing",
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
