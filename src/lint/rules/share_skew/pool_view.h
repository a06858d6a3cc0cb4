// A pool as share-skew looks at it, and the questions it asks. Internal to the rule.
#pragma once

#include <vector>

#include "lint/rule.h"

namespace ek::lint::share_skew {

using predict::PoolForecast, predict::ServerIndex;

inline constexpr double ring_note = 1.25, ring_warning = 1.5;  // times what the weight says

struct PoolView {
  const Subject& subject;
  const PoolForecast& forecast;
  const model::Pool& pool;
  std::vector<ServerIndex> servers;  // those that take traffic
  std::vector<double> shares;        // theirs, as predicted
  std::vector<double> by_weight;     // as the weights alone would give
  bool predicted = false;            // `shares` come from the algorithm

  double fair() const { return 1.0 / static_cast<double>(servers.size()); }
  double share_of(ServerIndex server) const {
    const auto at = std::find(servers.begin(), servers.end(), server) - servers.begin();
    return predicted ? shares[at] : by_weight[at];
  }
};

PoolView view_of(const Subject& subject, const PoolForecast& forecast);

// At its weight. The only weight written in a pool is one mistake: that the others have none, or
// when it counts at all, need not be said as well.
Finding finding_of_weight(const PoolView& view, const model::Server& server);

// Share, intended share, and what the rate makes of them.
void add_figures(const PoolView& view, ServerIndex server, double intended, Finding& finding);

// Every request has the same key: one server gets everything. Or fewer keys exist than servers.
bool report_constant_key(const PoolView& view, std::vector<Finding>& findings);

// The policy's intent names servers that there are not, whatever is known of the shares.
bool report_unknown_names(const PoolView& view, std::vector<Finding>& findings);

// The policy says what is meant.
void report_against_policy(const PoolView& view, std::vector<Finding>& findings);

// HAProxy's first, and a server that is never full: those behind it get nothing.
bool report_never_full(const PoolView& view, std::vector<Finding>& findings);

// One backup's weight far from the others', where they share the load once no other server is left.
void report_odd_backup(const PoolView& view, std::vector<Finding>& findings);

// The policy says "by capacity", and not every capacity is known.
void report_capacity_missing(const PoolView& view, std::vector<Finding>& findings);

// Nobody says what is meant: one weight far from its neighbours'.
bool report_odd_weight(const PoolView& view, std::vector<Finding>& findings);

// The algorithm does not give what the weights say: a ring with few points, two random draws.
void report_distortion(const PoolView& view, std::vector<Finding>& findings);

}  // namespace ek::lint::share_skew
