// One weight far from its neighbours': a typed zero, a canary, a drain, or a larger machine.
#include <fmt/format.h>

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

void report_heavy(const PoolView& view, const OddWeight& odd, std::vector<Finding>& findings) {
  const model::Server& server = view.pool.servers[odd.server];
  const double share = view.share_of(odd.server);
  Finding finding = finding_at_weight(view.pool, server, view.subject.sources);
  finding.severity = odd.ratio < slip_ratio ? Severity::note : Severity::error;
  if (!view.predicted && finding.severity == Severity::error) finding.severity = Severity::warning;
  finding.message =
      fmt::format("{} {} {} of {}, {} its fair share of {}", quoted(server.name),
                  view.predicted ? "gets" : "under load gets", percent(share),
                  quoted(view.pool.name), times(share / view.fair()), percent(view.fair()));
  finding.because.push_back(neighbours_words(view, odd));
  add_figures(view, odd.server, view.fair(), finding);
  finding.hint =
      fmt::format("if it is meant, say so in evenkeel.toml: [pool.\"{}\"] intent = \"weights\"",
                  quoted(view.pool.name));
  if (const auto edit = set_weight(server, odd.typical, view.subject.sources)) {
    const std::string overloads = try_weight(view, odd.server, odd.typical).overloads;
    finding.fix =
        Fix{fmt::format("set {}'s weight to {}, {} its neighbours have{}", quoted(server.name),
                        odd.typical, odd.alike() ? "as" : "about what",
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
  Finding finding = finding_at_weight(view.pool, server, view.subject.sources);
  finding.severity = Severity::note;
  finding.message =
      fmt::format("{} gets {} of {}, where an even share would be {}", quoted(server.name),
                  percent(share), quoted(view.pool.name), percent(view.fair()));
  finding.because.push_back(neighbours_words(view, odd));
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
  Finding finding = finding_at_weight(view.pool, server, view.subject.sources);
  finding.severity = Severity::note;
  finding.message = fmt::format(
      "{} gets {} of {}, {} gets {}", quoted(server.name), percent(view.share_of(heavy)),
      quoted(view.pool.name), quoted(view.pool.servers[light].name), percent(view.share_of(light)));
  finding.because.push_back(fmt::format("their weights are {} and {}", server.weight.value,
                                        view.pool.servers[light].weight.value));
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
