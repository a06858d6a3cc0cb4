// One weight far from its neighbours': a typed zero, a canary, a drain, or a larger machine.
#include <fmt/format.h>

#include <algorithm>

#include "lint/algorithms.h"
#include "lint/rules/share_skew/trial.h"
#include "lint/weights.h"
#include "lint/words.h"

namespace ek::lint::share_skew {
namespace {

constexpr double slip_ratio = 8;  // no two machines of one pool differ that much: a typed zero
constexpr double agrees_with_capacity = 1.5;

// A machine that is stated to be larger may have a larger weight.
bool capacity_explains(const PoolView& view, ServerIndex server) {
  double total = 0;
  for (const ServerIndex i : view.servers) {
    if (!view.forecast.servers[i].capacity) return false;
    total += *view.forecast.servers[i].capacity;
  }
  if (total <= 0) return false;
  const double by_capacity = *view.forecast.servers[server].capacity / total;
  const double share = view.share_of(server);
  return share <= by_capacity * agrees_with_capacity && share * agrees_with_capacity >= by_capacity;
}

std::string neighbours_words(const PoolView& view, const OddWeight& odd) {
  const model::Server& server = view.pool.servers[odd.server];
  const std::string who =
      odd.neighbours == odd.others
          ? fmt::format("the other {} have", counted(odd.others, "server"))
          : fmt::format("{} of the other {} have", odd.neighbours, counted(odd.others, "server"));
  const std::string theirs =
      odd.alike() ? fmt::format("{}", odd.typical) : fmt::format("{} to {}", odd.least, odd.most);
  return fmt::format("its weight is {}{}, {} {}", server.weight.value,
                     server.weight.stated() ? "" : " by default", who, theirs);
}

// leastconn looks at the requests in flight: a pool with few of them shares out evenly.
void add_load_words(const PoolView& view, Finding& finding) {
  if (view.predicted) return;
  finding.because.emplace_back(
      "that is with many requests in flight; with few of them all get about the same");
}

std::string_view gets(const PoolView& view) {
  return view.predicted ? "gets" : "under load gets";
}

// What the lines before and after it both have.
std::optional<std::uint32_t> weight_beside(const PoolView& view, ServerIndex server) {
  const auto at = std::ranges::find(view.servers, server);
  if (at == view.servers.begin() || at + 1 >= view.servers.end()) return std::nullopt;
  const model::Setting<std::uint32_t>& before = view.pool.servers[*(at - 1)].weight;
  const model::Setting<std::uint32_t>& after = view.pool.servers[*(at + 1)].weight;
  const bool same = before.stated() && after.stated() && before.value == after.value;
  return same && before.value > 0 ? std::optional(before.value) : std::nullopt;
}

void report_heavy(const PoolView& view, const OddWeight& odd, std::vector<Finding>& findings) {
  const model::Server& server = view.pool.servers[odd.server];
  const double share = view.share_of(odd.server);
  Finding finding = finding_of_weight(view, server);
  finding.severity = odd.ratio < slip_ratio ? Severity::note : Severity::error;
  if (!view.predicted && finding.severity == Severity::error) finding.severity = Severity::warning;
  finding.message = fmt::format("{} {} {} of {}, {} its fair share of {}", quoted(server.name),
                                gets(view), percent(share), quoted(view.pool.name),
                                times(share / view.fair()), percent(view.fair()));
  finding.because.push_back(neighbours_words(view, odd));
  add_load_words(view, finding);
  add_figures(view, odd.server, view.fair(), finding);
  finding.hint =
      fmt::format("if it is meant, say so in evenkeel.toml: [pool.\"{}\"] intent = \"weights\"",
                  quoted(view.pool.name));
  const auto beside = weight_beside(view, odd.server);
  const std::uint32_t weight = odd.alike() ? odd.typical : beside.value_or(odd.typical);
  if (const auto edit = set_weight(server, weight, view.subject.sources)) {
    const std::string overloads = try_weight(view, odd.server, weight).overloads;
    const std::string_view as = odd.alike() ? "as its neighbours have"
                                : beside    ? "as the lines around it have"
                                            : "about what its neighbours have";
    finding.fix = Fix{fmt::format("set {}'s weight to {}, {}{}", quoted(server.name), weight, as,
                                  overloads.empty() ? "" : "; but " + overloads),
                      {*edit},
                      odd.alike() && odd.neighbours == odd.others && overloads.empty()};
  }
  findings.push_back(std::move(finding));
}

// A small weight is mostly meant: a canary, a drain. It is worth a note, no more.
void report_light(const PoolView& view, const OddWeight& odd, std::vector<Finding>& findings) {
  const model::Server& server = view.pool.servers[odd.server];
  if (!server.weight.stated() || odd.ratio > 1 / slip_ratio) return;  // partial-weights says it
  const double share = view.share_of(odd.server);
  Finding finding = finding_of_weight(view, server);
  finding.severity = Severity::note;
  finding.message =
      fmt::format("{} {} {} of {}, where an even share would be {}", quoted(server.name),
                  gets(view), percent(share), quoted(view.pool.name), percent(view.fair()));
  finding.because.push_back(neighbours_words(view, odd));
  add_load_words(view, finding);
  add_figures(view, odd.server, view.fair(), finding);
  finding.hint = fmt::format(
      "a canary or a drain? Then say so in evenkeel.toml: [pool.\"{}\"] "
      "intent = \"weights\"",
      quoted(view.pool.name));
  findings.push_back(std::move(finding));
}

// Two servers, far apart: blue and green, or one typing slip. Nobody can tell.
void report_pair(const PoolView& view, std::vector<Finding>& findings) {
  const model::Server& a = view.pool.servers[view.servers[0]];
  const model::Server& b = view.pool.servers[view.servers[1]];
  if (!a.weight.stated() || !b.weight.stated()) return;
  const bool first = a.weight.value > b.weight.value;
  const ServerIndex heavy = view.servers[first ? 0 : 1], light = view.servers[first ? 1 : 0];
  const double ratio =
      double(view.pool.servers[heavy].weight.value) / double(view.pool.servers[light].weight.value);
  if (ratio < slip_ratio || capacity_explains(view, heavy)) return;
  if (view.predicted && view.share_of(heavy) < view.share_of(light) * odd_ratio_min) return;
  const model::Server& server = view.pool.servers[heavy];
  Finding finding = finding_of_weight(view, server);
  finding.severity = Severity::note;
  finding.message = fmt::format(
      "{} {} {} of {}, {} gets {}", quoted(server.name), gets(view), percent(view.share_of(heavy)),
      quoted(view.pool.name), quoted(view.pool.servers[light].name), percent(view.share_of(light)));
  finding.because.push_back(fmt::format("their weights are {} and {}", server.weight.value,
                                        view.pool.servers[light].weight.value));
  add_load_words(view, finding);
  add_figures(view, heavy, view.fair(), finding);
  finding.hint = fmt::format(
      "blue and green, or a canary? Then say so in evenkeel.toml: "
      "[pool.\"{}\"] intent = \"weights\"",
      quoted(view.pool.name));
  findings.push_back(std::move(finding));
}

}  // namespace

bool report_odd_weight(const PoolView& view, std::vector<Finding>& findings) {
  if (ignores_weights(view.forecast)) return false;
  const std::size_t before = findings.size();
  if (view.servers.size() == 2) {
    report_pair(view, findings);
    return findings.size() > before;
  }
  const auto odd = odd_one_out(view.pool, view.servers);
  if (!odd || capacity_explains(view, odd->server)) return false;
  if (odd->ratio < 1)
    report_light(view, *odd, findings);
  else if (view.share_of(odd->server) >= view.fair() * ring_note)
    report_heavy(view, *odd, findings);
  return findings.size() > before;
}

}  // namespace ek::lint::share_skew
