// Some servers state a weight, the others silently have 1.
#include <fmt/format.h>

#include <algorithm>

#include "lint/algorithms.h"
#include "lint/rule.h"
#include "lint/weights.h"
#include "lint/words.h"

namespace ek::lint::rule_list {
namespace {

using model::Pool, model::Server;
using predict::PoolForecast, predict::ServerIndex;

// "weight=5" on the one large machine is common and mostly meant; "weight 100" is a scale that the
// others were to be on as well.
constexpr std::uint32_t scale_from = 8;

struct Split {
  std::vector<ServerIndex> with, without;
  std::uint32_t most = 0;  // the largest stated weight
};

Split split(const PoolForecast& forecast, const std::vector<ServerIndex>& among) {
  Split result;
  for (const ServerIndex i : among) {
    const Server& server = forecast.pool->servers[i];
    if (server.weight.stated()) {
      result.with.push_back(i);
      result.most = std::max(result.most, server.weight.value);
    } else {
      result.without.push_back(i);
    }
  }
  return result;
}

std::vector<std::string> names(const Pool& pool, const std::vector<ServerIndex>& servers) {
  std::vector<std::string> result;
  for (const ServerIndex i : servers) result.push_back(pool.servers[i].name);
  return result;
}

void judge(const PoolForecast& forecast, const std::vector<ServerIndex>& among,
           std::vector<Finding>& findings) {
  const Pool& pool = *forecast.pool;
  const Split servers = split(forecast, among);
  if (servers.with.empty() || servers.without.empty() || servers.most <= 1) return;
  const Server& first = pool.servers[servers.without.front()];
  const std::uint32_t by_default = first.weight.value;
  const bool one = servers.without.size() == 1;
  Finding finding = finding_at(pool, first);
  finding.severity = servers.most >= scale_from ? Severity::warning : Severity::note;
  finding.message =
      fmt::format("{} {} no weight and so {}, where {} {} {}{}",
                  listed(names(pool, servers.without)), one ? "has" : "have", by_default,
                  listed(names(pool, servers.with)), servers.with.size() == 1 ? "has" : "have",
                  servers.with.size() == 1 ? "" : "up to ", servers.most);
  const double share = forecast.servers[servers.without.front()].share;
  if (share > 0 && !follows_load(forecast) && !forecast.idle_shares) {
    finding.because.push_back(fmt::format("{} gets {} of {}, an even share would be {}",
                                          quoted(first.name), percent(share), quoted(pool.name),
                                          percent(1.0 / double(forecast.candidates.size()))));
    finding.figures = {
        {"share", share}, {"weight", double(by_default)}, {"weight_max", double(servers.most)}};
  }
  finding.hint = "state a weight on every server, or on none";
  findings.push_back(std::move(finding));
}

void run(const Subject& subject, std::vector<Finding>& findings) {
  for (const PoolForecast& forecast : subject.prediction.pools) {
    if (ignores_weights(forecast)) continue;  // weight-without-effect says it
    if (forecast.policy.intent.kind != model::IntentKind::unstated) continue;
    judge(forecast, forecast.candidates, findings);
    // Of backups only a scale is worth a word: they seldom work at all.
    const auto backups = backups_together(subject.config.program, forecast);
    if (split(forecast, backups).most >= scale_from) judge(forecast, backups, findings);
  }
}

}  // namespace

const Rule& partial_weights() {
  static const Rule rule{"partial-weights",
                         "some servers state a weight, the others have 1 by default",
                         Severity::warning, Rank::cause, run};
  return rule;
}

}  // namespace ek::lint::rule_list
