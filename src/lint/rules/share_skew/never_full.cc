// balance first with a server that has no maxconn: it is never full, so none behind it is used.
#include <fmt/format.h>

#include <algorithm>

#include "lint/algorithms.h"
#include "lint/rules/share_skew/pool_view.h"
#include "lint/words.h"

namespace ek::lint::share_skew {
namespace {

// In the order in which they are filled: by id.
std::vector<ServerIndex> filling_order(const PoolView& view) {
  std::vector<ServerIndex> order = view.servers;
  std::ranges::stable_sort(order, {}, [&](ServerIndex i) { return view.pool.servers[i].id.value; });
  return order;
}

}  // namespace

bool report_never_full(const PoolView& view, std::vector<Finding>& findings) {
  if (view.pool.balance.algorithm.value != "first" || !ignores_weights(view.forecast)) return false;
  const auto order = filling_order(view);
  const auto found = std::ranges::find_if(
      order, [&](ServerIndex i) { return view.pool.servers[i].maxconn.value == 0; });
  if (found == order.end() || found + 1 == order.end()) return false;
  const model::Server& server = view.pool.servers[*found];
  std::vector<std::string> idle;
  for (auto at = found + 1; at != order.end(); ++at) idle.push_back(view.pool.servers[*at].name);
  Finding finding = finding_at(view.pool, server);
  finding.severity = Severity::warning;
  finding.message = fmt::format(
      "{} has no maxconn, so with balance first {} of {} never {} a request", quoted(server.name),
      listed(idle), quoted(view.pool.name), idle.size() == 1 ? "gets" : "get");
  finding.because = {
      "first fills one server up to its maxconn before it takes the next; a server "
      "without one is never full"};
  finding.hint = "give each server the maxconn that it can carry, or choose another algorithm";
  finding.figures = {{"idle", double(idle.size())}};
  findings.push_back(std::move(finding));
  return true;
}

}  // namespace ek::lint::share_skew
