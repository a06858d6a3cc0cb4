// A weight far from those of the other backups. Nobody sees it until the day they are needed.
#include <fmt/format.h>

#include <algorithm>

#include "lint/algorithms.h"
#include "lint/rules/share_skew/pool_view.h"
#include "lint/weights.h"
#include "lint/words.h"

namespace ek::lint::share_skew {

void report_odd_backup(const PoolView& view, std::vector<Finding>& findings) {
  if (view.forecast.algorithm == nullptr || ignores_weights(view.forecast)) return;
  const auto backups = backups_together(view.subject.config.program, view.forecast);
  const auto odd = odd_one_out(view.pool, backups);
  if (!odd || odd->ratio < 1) return;
  const auto shares = weight_shares({view.subject.config.program, view.pool}, backups);
  const double share =
      shares[std::size_t(std::ranges::find(backups, odd->server) - backups.begin())];
  const double fair = 1.0 / double(backups.size());
  const model::Server& server = view.pool.servers[odd->server];
  Finding finding = finding_of_weight(view, server);
  finding.severity = Severity::warning;
  finding.message = fmt::format(
      "once only the backups of {} are left, {} gets {} by its weight, {} its fair share of {}",
      quoted(view.pool.name), quoted(server.name), percent(share), times(share / fair),
      percent(fair));
  finding.because = {fmt::format("its weight is {}, {} of the other {} have {}",
                                 server.weight.value, odd->neighbours,
                                 counted(odd->others, "backup"), odd->typical)};
  finding.hint = "give it the weight of the other backups";
  finding.figures = {{"share", share}, {"intended", fair}};
  findings.push_back(std::move(finding));
}

}  // namespace ek::lint::share_skew
