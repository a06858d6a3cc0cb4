// Shares that are not what the weights say.
#include <fmt/format.h>

#include <algorithm>

#include "lint/algorithms.h"
#include "lint/rules/share_skew/pool_view.h"
#include "lint/rules/share_skew/ring.h"
#include "lint/words.h"
#include "predict/program.h"

namespace ek::lint::share_skew {
namespace {

std::string_view exact_method(const PoolView& view) {
  return predict::rules_of(view.subject.config.program.kind).even_method;
}

// With nobody busy, are these servers' shares not what the weights say either?
bool is_of_algorithm(const PoolView& view) {
  if (!view.forecast.simulated) return true;
  const predict::Context context{view.subject.config.program, view.pool};
  const auto idle = view.forecast.algorithm->shares(context, view.servers);
  return worst_distortion(view.pool, view.servers, idle).factor() >= ring_note;
}

// Under load others take what it gives a full or busy server less.
void explain_by_load(const PoolView& view, Finding& finding) {
  const bool limited = std::ranges::any_of(
      view.servers, [&](ServerIndex i) { return view.pool.servers[i].maxconn.value > 0; });
  finding.because.push_back(
      limited ? "servers are at their connection limit at times: they are passed over then, and "
                "the others get what is theirs"
              : fmt::format("that is what {} gives under this load",
                            quoted(view.pool.balance.algorithm.value)));
  finding.hint = limited ? "weights that go with the connection limits, or limits that go with the "
                           "weights"
                         : std::string(exact_method(view));
}

void explain_by_algorithm(const PoolView& view, Finding& finding) {
  finding.because.push_back(fmt::format("that is how {} shares out among these servers and weights",
                                        quoted(view.pool.balance.algorithm.value)));
  const auto larger = evened_by_weights(view.subject.config.program, view.forecast);
  finding.hint = larger ? fmt::format(
                              "multiply every weight by {}: the ring gets more points, and "
                              "the worst server {} its share",
                              larger->times, times(larger->factor))
                        : std::string(exact_method(view));
}

}  // namespace

// The algorithm does not give what the weights say: a ring with few points, two random draws.
void report_distortion(const PoolView& view, std::vector<Finding>& findings) {
  if (!view.predicted || follows_load(view.forecast) || view.forecast.idle_shares) return;
  const Distortion worst = worst_distortion(view.pool, view.servers, view.shares);
  if (worst.server == predict::no_server || worst.factor() < ring_note) return;
  const model::Server& server = view.pool.servers[worst.server];
  Finding finding = finding_at(view.pool, server);
  finding.severity = worst.factor() < ring_warning ? Severity::note : Severity::warning;
  finding.message = fmt::format("{} gets {} of {}, {} what its weight says ({})",
                                quoted(server.name), percent(worst.share), quoted(view.pool.name),
                                times(worst.factor()), percent(worst.by_weight));
  (is_of_algorithm(view) ? explain_by_algorithm : explain_by_load)(view, finding);
  add_figures(view, worst.server, worst.by_weight, finding);
  findings.push_back(std::move(finding));
}

}  // namespace ek::lint::share_skew
