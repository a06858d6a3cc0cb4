// Shares held against the policy's intent, and the weights that would give them.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "lint/rules/share_skew/pool_view.h"
#include "lint/weights.h"
#include "lint/words.h"

namespace ek::lint::share_skew {
namespace {

constexpr double intent_tolerance = 0.1;   // relative: rings are never quite even
constexpr double share_tolerance = 0.005;  // and half a point moves no machine
constexpr double intent_error = 1.5;       // half more than meant is no longer a matter of taste

struct Deviation {
  ServerIndex server = predict::no_server;
  double share = 0, intended = 0;
  double factor() const { return intended > 0 ? share / intended : 1e9; }
  bool matters() const {
    return std::abs(share - intended) > std::max(share_tolerance, intent_tolerance * intended);
  }
};

// Weights that give the intended shares, near those that stand there now. Empty: the algorithm does
// not follow the weights, or no small whole numbers do it.
std::vector<std::uint32_t> weights_for(const PoolView& view) {
  for (std::size_t i = 0; i < view.servers.size(); ++i)
    if (std::abs(view.shares[i] - view.by_weight[i]) > 1e-9) return {};
  const auto& forecast = view.forecast.servers;
  // Those that stand there first, the most frequent before the others: the fewest changes.
  std::map<std::uint32_t, int> frequency;
  for (const ServerIndex i : view.servers) ++frequency[view.pool.servers[i].weight.value];
  std::vector<std::uint32_t> scales;
  for (const auto& [weight, count] : frequency) scales.push_back(weight);
  std::stable_sort(scales.begin(), scales.end(),
                   [&](auto a, auto b) { return frequency[a] > frequency[b]; });
  for (const std::uint32_t round : {1u, 10u, 100u, 256u}) scales.push_back(round);
  for (const double heaviest : scales) {
    double most = 0;
    for (const ServerIndex i : view.servers) most = std::max(most, forecast[i].intended);
    std::vector<std::uint32_t> weights;
    for (const ServerIndex i : view.servers) {
      const double exact = most > 0 ? heaviest * forecast[i].intended / most : 0;
      const double whole = std::round(exact);
      if (whole < 1 || whole > 256 || std::abs(whole - exact) > 0.01 * exact) break;
      weights.push_back(static_cast<std::uint32_t>(whole));
    }
    if (weights.size() == view.servers.size()) return weights;
  }
  return {};
}

void add_weights(const PoolView& view, Finding& finding) {
  const std::vector<std::uint32_t> weights = weights_for(view);
  if (weights.empty()) return;
  std::vector<std::string> list;
  Fix fix{"set the weights that give the intended shares", {}, true};
  bool all = true;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    const model::Server& server = view.pool.servers[view.servers[i]];
    list.push_back(fmt::format("{} {}", server.name, weights[i]));
    if (server.weight.value == weights[i]) continue;
    const auto edit = set_weight(server, weights[i], view.subject.sources);
    if (edit) fix.edits.push_back(*edit);
    all = all && edit;
  }
  if (all) finding.fix = std::move(fix);
  finding.hint = "weights that give the intended shares: " + listed(list, 12);
}

// Names that the intent gives a share and the pool does not have: a typing slip moves every share.
std::vector<std::string> unknown_names(const PoolView& view) {
  std::vector<std::string> names;
  for (const auto& entry : view.forecast.policy.intent.shares) {
    const std::string& name = entry.first;
    const bool known =
        std::any_of(view.pool.servers.begin(), view.pool.servers.end(),
                    [&](const model::Server& server) { return server.name == name; });
    if (!known) names.push_back(name);
  }
  return names;
}

}  // namespace

void report_against_policy(const PoolView& view, std::vector<Finding>& findings) {
  std::vector<Deviation> off;
  for (ServerIndex i = 0; i < view.pool.servers.size(); ++i) {
    const Deviation here{i, view.forecast.servers[i].share, view.forecast.servers[i].intended};
    if (here.matters()) off.push_back(here);
  }
  if (off.empty()) return;
  std::stable_sort(off.begin(), off.end(),
                   [](const Deviation& a, const Deviation& b) { return a.factor() > b.factor(); });
  const Deviation& worst = off.front();
  const model::Server& server = view.pool.servers[worst.server];
  Finding finding = finding_at_weight(view.pool, server, view.subject.sources);
  finding.severity = worst.factor() >= intent_error ? Severity::error : Severity::warning;
  finding.message =
      fmt::format("{} gets {} of {}, and the policy means it to get {}", quoted(server.name),
                  percent(worst.share), quoted(view.pool.name), percent(worst.intended));
  for (std::size_t i = 1; i < std::min<std::size_t>(off.size(), 5); ++i)
    finding.because.push_back(fmt::format("{} gets {} instead of {}",
                                          quoted(view.pool.servers[off[i].server].name),
                                          percent(off[i].share), percent(off[i].intended)));
  if (off.size() > 5)
    finding.because.push_back(
        fmt::format("{} are off as well", counted(off.size() - 5, "other server")));
  add_figures(view, worst.server, worst.intended, finding);
  if (const auto names = unknown_names(view); !names.empty())
    finding.hint = fmt::format("the policy's intent names {}, and {} has no such server",
                               listed(names), quoted(view.pool.name));
  else
    add_weights(view, finding);
  findings.push_back(std::move(finding));
}

}  // namespace ek::lint::share_skew
