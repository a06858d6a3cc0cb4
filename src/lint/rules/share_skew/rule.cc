// Is a server's share far from what it should be? Against the policy's intent where there is one;
// against its neighbours otherwise, where only what is improbable is worth a word.
#include "lint/rules/share_skew/pool_view.h"

namespace ek::lint::rule_list {
namespace {

using ek::lint::share_skew::PoolView, ek::lint::share_skew::view_of;
using predict::IntendedBy, predict::PoolForecast;

void judge(const PoolView& view, std::vector<Finding>& findings) {
  if (!view.subject.refused && report_unknown_names(view, findings)) return;
  if (view.forecast.policy.intent.kind == model::IntentKind::unstated)
    report_odd_backup(view, findings);
  if (view.servers.size() < 2 || report_constant_key(view, findings)) return;
  if (!view.forecast.predictable() || report_never_full(view, findings)) return;
  if (view.forecast.intended_by == IntendedBy::policy) {
    if (view.predicted) report_against_policy(view, findings);
    return;
  }
  if (view.forecast.policy.intent.kind == model::IntentKind::capacity)
    report_capacity_missing(view, findings);
  if (!report_odd_weight(view, findings)) report_distortion(view, findings);
}

void run(const Subject& subject, std::vector<Finding>& findings) {
  for (const PoolForecast& forecast : subject.prediction.pools)
    judge(view_of(subject, forecast), findings);
}

}  // namespace

const Rule& share_skew() {
  static const Rule rule{"share-skew",
                         "a server gets far more or less than its neighbours or the policy say",
                         Severity::error, Rank::cause, run};
  return rule;
}

}  // namespace ek::lint::rule_list
