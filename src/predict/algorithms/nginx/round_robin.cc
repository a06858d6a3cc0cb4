#include "predict/algorithm.h"

namespace ek::predict::nginx {
namespace {

bool serves(const Context& context) { return context.pool.balance.algorithm.value == "round_robin"; }

Grade grade(const Context&) { return {}; }

std::vector<double> shares(const Context& context, std::span<const ServerIndex> candidates) {
  double total = 0;
  for (const ServerIndex i : candidates) total += context.pool.servers[i].weight.value;
  std::vector<double> result;
  result.reserve(candidates.size());
  for (const ServerIndex i : candidates)
    result.push_back(context.pool.servers[i].weight.value / total);
  return result;
}

void losses(const Context&, std::span<const ServerIndex> candidates, std::span<const double> shares,
            const ShiftSink& sink) {
  proportional_losses(candidates, shares, sink);
}

}  // namespace

const Algorithm& round_robin() {
  static const Algorithm instance{"nginx/round_robin", "nginx/round_robin", model::ProgramKind::nginx, serves, grade, shares, losses, nullptr};
  return instance;
}

}  // namespace ek::predict::nginx
