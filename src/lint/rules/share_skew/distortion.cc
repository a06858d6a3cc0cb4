// Shares that are not what the weights say.
#include <fmt/format.h>

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
  finding.because.push_back(fmt::format("that is how {} shares out among these servers and weights",
                                        quoted(view.pool.balance.algorithm.value)));
  add_figures(view, worst.server, worst.by_weight, finding);
  const auto larger = evened_by_weights(view.subject.config.program, view.forecast);
  finding.hint = larger ? fmt::format(
                              "multiply every weight by {}: the ring gets more points, and "
                              "the worst server {} its share",
                              larger->times, times(larger->factor))
                        : std::string(exact_method(view));
  findings.push_back(std::move(finding));
}

}  // namespace ek::lint::share_skew
