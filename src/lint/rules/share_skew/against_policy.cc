// Shares held against the policy's intent, and the weights that would give them.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "base/text.h"
#include "lint/rules/share_skew/trial.h"
#include "lint/weights.h"
#include "lint/words.h"

namespace ek::lint::share_skew {
namespace {

constexpr double intent_error = 1.5;  // half more than meant is no longer a matter of taste

constexpr std::size_t named_off = 5;  // servers that a finding names

// Weights that give the intended shares, near those that stand there now. Empty: the algorithm does
// not follow the weights, or no small whole numbers do it.
std::vector<std::uint32_t> weights_for(const PoolView& view) {
  for (std::size_t i = 0; i < view.servers.size(); ++i)
    if (std::abs(view.shares[i] - view.by_weight[i]) > 1e-9 && !view.forecast.simulated) return {};
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
  const Trial trial = weights.empty() ? Trial{} : try_weights(view, weights);
  if (!trial.as_intended) {
    finding.hint = fmt::format("no weights were found with which {} gives the intended shares",
                               quoted(view.pool.balance.algorithm.value));
    return;
  }
  const std::string but = trial.overloads.empty() ? "" : "; but " + trial.overloads;
  std::vector<std::string> list;
  Fix fix{"set the weights that give the intended shares" + but, {}, but.empty()};
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
  finding.hint = "weights that give the intended shares: " + listed(list, 12) + but;
}

// Names that the intent gives a share and the pool does not have: a typing slip moves every share.
std::vector<std::string> unknown_names(const PoolView& view) {
  std::vector<std::string> names;
  if (view.forecast.policy.intent.kind != model::IntentKind::shares) return names;
  for (const auto& [name, share] : view.forecast.policy.intent.shares) {
    const bool known =
        std::any_of(view.pool.servers.begin(), view.pool.servers.end(),
                    [&, &wanted = name](const model::Server& s) { return s.name == wanted; });
    if (!known && share > 0) names.push_back(name);
  }
  return names;
}

std::string hint_for_unknown(const PoolView& view, const std::vector<std::string>& names) {
  std::vector<std::string_view> servers;
  for (const model::Server& server : view.pool.servers) servers.push_back(server.name);
  const std::string_view meant = base::nearest(names.front(), servers);
  if (names.size() == 1 && !meant.empty())
    return fmt::format("did you mean {}? Correct the name in evenkeel.toml", quoted(meant));
  return fmt::format("correct the names in evenkeel.toml: there {} {}",
                     servers.size() == 1 ? "is" : "are", listed({servers.begin(), servers.end()}));
}

std::vector<Deviation> furthest_off(const PoolView& view) {
  std::vector<Deviation> off = deviations(view.forecast);
  std::stable_sort(off.begin(), off.end(),
                   [](const Deviation& a, const Deviation& b) { return a.factor() > b.factor(); });
  return off;
}

std::string off_words(const PoolView& view, const Deviation& off) {
  return fmt::format("{} gets {} instead of {}", quoted(view.pool.servers[off.server].name),
                     percent(off.share), percent(off.intended));
}

// What the policy says of others cannot be judged before it names the right ones.
void report_unknown(const PoolView& view, const std::vector<std::string>& names,
                    std::span<const Deviation> off, std::vector<Finding>& findings) {
  Finding finding = finding_at(view.pool);
  finding.severity = Severity::error;
  finding.message = fmt::format("the policy's intent names {}, and {} has no such server",
                                listed(names), quoted(view.pool.name));
  for (const Deviation& each : off.first(std::min(off.size(), named_off)))
    finding.because.push_back(off_words(view, each));
  if (!off.empty()) add_figures(view, off.front().server, off.front().intended, finding);
  finding.hint = hint_for_unknown(view, names);
  findings.push_back(std::move(finding));
}

}  // namespace

bool report_unknown_names(const PoolView& view, std::vector<Finding>& findings) {
  const auto names = unknown_names(view);
  if (names.empty() || view.pool.servers.empty()) return false;
  report_unknown(view, names, view.predicted ? furthest_off(view) : std::vector<Deviation>{},
                 findings);
  return true;
}

void report_against_policy(const PoolView& view, std::vector<Finding>& findings) {
  const std::vector<Deviation> off = furthest_off(view);
  if (off.empty()) return;
  const Deviation& worst = off.front();
  const model::Server& server = view.pool.servers[worst.server];
  Finding finding = finding_of_weight(view, server);
  finding.severity = worst.factor() >= intent_error ? Severity::error : Severity::warning;
  finding.message =
      fmt::format("{} gets {} of {}, and the policy means it to get {}", quoted(server.name),
                  percent(worst.share), quoted(view.pool.name), percent(worst.intended));
  for (std::size_t i = 1; i < std::min(off.size(), named_off); ++i)
    finding.because.push_back(off_words(view, off[i]));
  if (off.size() > named_off)
    finding.because.push_back(
        fmt::format("{} are off as well", counted(off.size() - named_off, "other server")));
  add_figures(view, worst.server, worst.intended, finding);
  add_weights(view, finding);
  findings.push_back(std::move(finding));
}

void report_capacity_missing(const PoolView& view, std::vector<Finding>& findings) {
  std::vector<std::string> missing;
  for (const ServerIndex i : view.servers)
    if (!view.forecast.servers[i].capacity) missing.push_back(view.pool.servers[i].name);
  Finding finding = finding_at(view.pool);
  finding.severity = Severity::note;
  finding.message = fmt::format(
      "the policy means {} to be shared out by capacity, and the capacity of {} is not known",
      quoted(view.pool.name), listed(missing));
  finding.because = {"until it is, this intent is left out"};
  finding.hint =
      fmt::format("give it in evenkeel.toml: [pool.\"{}\".server.\"{}\"] capacity = \"300/s\"",
                  quoted(view.pool.name), missing.size() == 1 ? quoted(missing.front()) : "*");
  findings.push_back(std::move(finding));
}

}  // namespace ek::lint::share_skew
