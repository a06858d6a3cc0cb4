#include "lint/rules/loss_overload/promise.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <numeric>

#include "lint/together.h"
#include "lint/words.h"
#include "predict/balancer.h"
#include "predict/overload.h"
#include "predict/program.h"

namespace ek::lint::loss_overload {
namespace {

using predict::PoolForecast, predict::ServerIndex;

// Who may have to carry the load after a loss of at most k: those that take it now, if some of them
// can be left; then backups.
std::vector<ServerIndex> may_be_left(const predict::Context& context, const PoolForecast& pool,
                                     std::size_t k) {
  std::vector<std::uint8_t> up(context.pool.servers.size(), 1);
  std::vector<ServerIndex> all;
  for (std::size_t lost = 0;;) {
    auto takers = predict::candidates(context, up);
    for (const ServerIndex i : take_overflow(pool, takers))
      if (up[i] != 0) takers.push_back(i);
    if (takers.size() > 1 || lost > 0) all.insert(all.end(), takers.begin(), takers.end());
    if (takers.empty() || takers.size() > k - lost) return all;
    lost += takers.size();
    for (const ServerIndex i : takers) up[i] = 0;
  }
}

std::vector<std::string> without_capacity(const PoolForecast& pool,
                                          const std::vector<ServerIndex>& servers) {
  std::vector<std::string> names;
  for (const ServerIndex i : servers)
    if (!pool.servers[i].capacity) names.push_back(pool.pool->servers[i].name);
  return names;
}

bool has_backup(const predict::Context& context, const std::vector<ServerIndex>& takers) {
  std::vector<std::uint8_t> up(context.pool.servers.size(), 1);
  for (const ServerIndex i : takers) up[i] = 0;
  return !predict::candidates(context, up).empty();
}

// Whatever the keys: they stay where they are unless their server is lost, so nobody gets more than
// its own share and those of the lost.
bool survives_any_keys(const PoolForecast& pool) {
  if (!pool.shared.empty()) return false;
  std::vector<double> shares;
  for (const ServerIndex i : pool.candidates) shares.push_back(pool.servers[i].share);
  std::ranges::sort(shares, std::greater());
  return std::ranges::all_of(pool.candidates, [&](ServerIndex i) {
    const double own = pool.servers[i].share;
    const std::size_t k = std::min<std::size_t>(pool.policy.survive.value, shares.size());
    double most = std::accumulate(shares.begin(), shares.begin() + std::ptrdiff_t(k), own);
    if (k > 0 && own >= shares[k - 1]) most += (k < shares.size() ? shares[k] : 0) - own;
    return !predict::overloaded(most * *pool.rate / *pool.servers[i].capacity);
  });
}

Unknown rate_unknown(const PoolForecast& pool, const std::string& name) {
  const std::string hint =
      fmt::format("give the rate in evenkeel.toml: [pool.\"{}\"] rate = \"900/s\"", name);
  if (pool.rate_undivided_over == 0) return {"no rate is known", hint};
  return {
      fmt::format("the rate of [workload] is not divided over {} pools", pool.rate_undivided_over),
      hint};
}

}  // namespace

Unknown unknown_of(const model::Program& program, const PoolForecast& pool, bool by_load) {
  const std::string name = quoted(pool.pool->name);
  if (!pool.rate) return rate_unknown(pool, name);
  const auto left = may_be_left({program, *pool.pool}, pool, pool.policy.survive.value);
  const auto missing = without_capacity(pool, left);
  if (!missing.empty())
    return {missing.size() == left.size()
                ? std::string("no capacity is known")
                : fmt::format("the capacity of {} is not known", listed(missing)),
            fmt::format("give capacities in evenkeel.toml: [pool.\"{}\".server.\"{}\"] "
                        "capacity = \"300/s\"",
                        name, missing.size() == 1 ? quoted(missing.front()) : "*")};
  if ((by_load || pool.load_told) && !pool.grade.losses_reason.empty() && !survives_any_keys(pool))
    return {pool.grade.losses_reason,
            "hold it against recorded requests: evenkeel simulate --down SERVER --requests FILE"};
  if (by_load || pool.load_told) return {};
  if (!pool.service_s)
    return {"under load the shares are not those of an idle pool, and no service time is known",
            fmt::format("give it in evenkeel.toml: [pool.\"{}\"] service_time = \"50ms\"", name)};
  return {"under load the shares are not those of an idle pool, and this pool cannot be simulated",
          "hold the pool against recorded requests: evenkeel simulate --requests FILE"};
}

std::optional<Finding> unnoticed_loss(const model::Program& program, const PoolForecast& pool) {
  const predict::ProgramRules& rules = predict::rules_of(program.kind);
  std::vector<ServerIndex> unnoticed;
  std::vector<std::string> names;
  double share = 0;
  for (const ServerIndex i : pool.candidates) {
    if (rules.notices_failure(pool.pool->servers[i])) continue;
    unnoticed.push_back(i);
    names.push_back(pool.pool->servers[i].name);
    share = std::max(share, pool.servers[i].share);
  }
  const bool backup = has_backup({program, *pool.pool}, pool.candidates);
  if (unnoticed.empty() || (pool.candidates.size() < 2 && !backup)) return std::nullopt;
  const bool one = names.size() == 1;
  Finding finding = finding_at(*pool.pool, pool.pool->servers[unnoticed.front()]);
  finding.severity = rules.tries_elsewhere ? Severity::warning : Severity::error;
  finding.message = fmt::format("the loss of {}{} is not noticed: {} no {}", one ? "" : "any of ",
                                listed(names), one ? "it has" : "they have", rules.without_notice);
  finding.because.push_back(fmt::format(
      "it is not taken out: {}{} of the requests go on to it, and {}", one ? "" : "up to ",
      percent(share), rules.tries_elsewhere ? "are tried elsewhere, each time" : "fail"));
  if (backup && unnoticed.size() == pool.candidates.size() && !rules.tries_elsewhere)
    finding.because.push_back("so no backup ever stands in");
  finding.hint = rules.notice_by;
  finding.covers = {"no-health-check"};
  finding.figures = {{"share", share}};
  return finding;
}

}  // namespace ek::lint::loss_overload
