// The same address and port twice in a pool: one machine gets two shares.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "lint/rule.h"
#include "lint/words.h"
#include "predict/program.h"

namespace ek::lint::rule_list {
namespace {

using model::Pool, model::Server;
using predict::PoolForecast, predict::ServerIndex, predict::SharedEndpoint;

// Connections from several source addresses to one port: more of them at once than one address
// could have.
bool differ_in_source(const Pool& pool, const SharedEndpoint& endpoint) {
  std::set<std::string_view> sources;
  for (const ServerIndex i : endpoint.servers) {
    const std::string_view source = pool.servers[i].extras->source;
    if (source.empty() || !sources.insert(source).second) return false;
  }
  return true;
}

bool watched(const Subject& subject, const Pool& pool, const SharedEndpoint& endpoint) {
  const auto& rules = predict::rules_of(subject.config.program.kind);
  return std::ranges::any_of(endpoint.servers,
                             [&](ServerIndex i) { return rules.notices_failure(pool.servers[i]); });
}

void report(const Subject& subject, const PoolForecast& forecast, const SharedEndpoint& endpoint,
            std::size_t distinct, std::vector<Finding>& findings) {
  const std::vector<ServerIndex>& same = endpoint.servers;
  const Pool& pool = *forecast.pool;
  const Server& first = pool.servers[same.front()];
  const Server& again = pool.servers[same[1]];
  double share = 0;
  std::vector<std::string> names;
  for (const ServerIndex i : same) {
    share += forecast.servers[i].share;
    names.push_back(pool.servers[i].name);
  }
  const double fair = 1.0 / static_cast<double>(distinct);
  Finding finding = finding_at(pool, again);
  const bool unsure = endpoint.may_differ;
  finding.severity = unsure ? Severity::warning : Severity::error;
  const std::string how_often = same.size() == 2 ? "twice" : fmt::format("{} times", same.size());
  finding.message =
      fmt::format("{} stands {} in {}", quoted(endpoint.address), how_often, quoted(pool.name));
  if (share > fair)
    finding.message += fmt::format(": it gets {}, {} its fair share of {}", percent(share),
                                   times(share / fair), percent(fair));
  else if (share > 0)
    finding.message += fmt::format(": it gets {} in all", percent(share));
  if (first.name != again.name)
    finding.because.push_back(fmt::format("{} are the same machine and port", listed(names)));
  finding.because.push_back("first at " + line_of(first.at, subject.sources));
  if (watched(subject, pool, endpoint))
    finding.because.emplace_back(
        "its health is counted twice as well: one machine down is two servers down");
  finding.hint = unsure
                     ? "without resolvers each takes the first address of that name, most "
                       "likely the same; with resolvers HAProxy gives each an address of its own"
                     : "correct the address, or remove the line and give the first one the weight "
                       "that is meant";
  finding.figures = {{"share", share}, {"fair", fair}, {"times", double(same.size())}};
  findings.push_back(std::move(finding));
}

void judge(const Subject& subject, const PoolForecast& forecast, std::vector<Finding>& findings) {
  std::size_t distinct = forecast.candidates.size();
  for (const SharedEndpoint& endpoint : forecast.shared) distinct -= endpoint.servers.size() - 1;
  for (const SharedEndpoint& endpoint : forecast.shared)
    if (!differ_in_source(*forecast.pool, endpoint))
      report(subject, forecast, endpoint, distinct, findings);
}

void run(const Subject& subject, std::vector<Finding>& findings) {
  for (const PoolForecast& forecast : subject.prediction.pools) judge(subject, forecast, findings);
}

}  // namespace

const Rule& duplicate_endpoint() {
  static const Rule rule{"duplicate-endpoint", "the same address and port twice in a pool",
                         Severity::error, Rank::cause, run};
  return rule;
}

}  // namespace ek::lint::rule_list
