// Weights that somebody wrote and that change nothing.
#include <fmt/format.h>

#include <algorithm>

#include "lint/algorithms.h"
#include "lint/rule.h"
#include "lint/words.h"
#include "predict/program.h"

namespace ek::lint::rule_list {
namespace {

using model::Pool, model::Server;
using predict::PoolForecast;

// The first server whose written weight is not the default; equal weights everywhere are a habit,
// and do no harm.
const Server* first_weighted(const Pool& pool, bool backups) {
  for (const Server& server : pool.servers)
    if (server.backup.value == backups && server.weight.stated() && server.weight.value > 1)
      return &server;
  return nullptr;
}

bool weights_differ(const Pool& pool, bool backups) {
  std::uint32_t least = ~0u, most = 0;
  for (const Server& server : pool.servers) {
    if (server.backup.value != backups || server.weight.value == 0) continue;  // 0 is a drain
    least = std::min(least, server.weight.value);
    most = std::max(most, server.weight.value);
  }
  return least < most;
}

std::size_t usable(const Pool& pool, bool backups) {
  return static_cast<std::size_t>(
      std::count_if(pool.servers.begin(), pool.servers.end(), [&](const Server& server) {
        return server.backup.value == backups && !server.disabled.value;
      }));
}

void report(const Subject& subject, const Pool& pool, const Server& server, Severity severity,
            std::string message, std::string reason, std::string hint,
            std::vector<Finding>& findings) {
  Finding finding = finding_at_weight(pool, server, subject.sources);
  finding.severity = severity;
  finding.message = std::move(message);
  finding.because = {std::move(reason)};
  finding.hint = std::move(hint);
  finding.figures = {{"weight", double(server.weight.value)}};
  findings.push_back(std::move(finding));
}

void judge_algorithm(const Subject& subject, const PoolForecast& forecast,
                     std::vector<Finding>& findings) {
  const Pool& pool = *forecast.pool;
  const Server* server = first_weighted(pool, false);
  if (server == nullptr || !weights_differ(pool, false)) return;
  if (ignores_weights(forecast)) {
    report(subject, pool, *server, Severity::warning,
           fmt::format("balance first ignores the weights of {}", quoted(pool.name)),
           "first fills the server with the lowest id up to its maxconn, then the next",
           "remove the weights, or choose roundrobin or leastconn", findings);
  } else if (weighs_only_under_load(forecast)) {
    report(
        subject, pool, *server, Severity::note,
        fmt::format("the weights of {} count only while requests overlap", quoted(pool.name)),
        "leastconn compares connections in flight; a server without any comes first whatever its "
        "weight, so short requests that do not overlap go round evenly",
        "for short requests choose roundrobin, which keeps to the weights; for long connections "
        "leave it",
        findings);
  }
}

void judge_backups(const Subject& subject, const Pool& pool, std::vector<Finding>& findings) {
  const bool one_at_a_time = predict::rules_of(subject.config.program.kind).one_backup_stands_in;
  if (!one_at_a_time || pool.balance.all_backups.value) return;
  const predict::Algorithm* algorithm = predict::algorithm_of({subject.config.program, pool});
  if (algorithm == nullptr || algorithm->stand_ins != nullptr) return;  // they compete by weight
  const Server* server = first_weighted(pool, true);
  if (server == nullptr || usable(pool, true) < 2 || !weights_differ(pool, true)) return;
  report(subject, pool, *server, Severity::note,
         fmt::format("the weights of the backups of {} have no effect", quoted(pool.name)),
         "without option allbackups, HAProxy uses one backup at a time: the first that works",
         "add option allbackups if they are to share the load", findings);
}

void judge_single(const Subject& subject, const Pool& pool, std::vector<Finding>& findings) {
  const Server* server = first_weighted(pool, false);
  if (server == nullptr || pool.servers.size() != 1 || pool.partly_unread()) return;
  report(subject, pool, *server, Severity::note,
         fmt::format("{} is the only server of {}: its weight {} has no effect",
                     quoted(server->name), quoted(pool.name), server->weight.value),
         "it gets 100.0 % with any weight", "is a neighbour missing here?", findings);
}

void run(const Subject& subject, std::vector<Finding>& findings) {
  for (const PoolForecast& forecast : subject.prediction.pools) {
    const Pool& pool = *forecast.pool;
    judge_single(subject, pool, findings);
    judge_backups(subject, pool, findings);
    if (usable(pool, false) > 1) judge_algorithm(subject, forecast, findings);
  }
}

}  // namespace

const Rule& weight_without_effect() {
  static const Rule rule{"weight-without-effect", "a weight is written and changes nothing",
                         Severity::warning, Rank::cause, run};
  return rule;
}

}  // namespace ek::lint::rule_list
