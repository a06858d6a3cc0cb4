// HAProxy sticky: all log messages to one server while it is up. See sticky.md.
#include "predict/algorithm.h"

namespace ek::predict::haproxy {
namespace {

bool serves(const Context& context) {
  return context.pool.balance.algorithm.value == "sticky";
}

Grade grade(const Context&) {
  return {Exactness::distribution,
          "sticky balances log messages (mode log), not requests",
          {"From the start on; who takes over keeps its place."}};
}

std::vector<double> shares(const Context&, std::span<const ServerIndex> candidates) {
  std::vector<double> shares(candidates.size(), 0);
  if (!shares.empty()) shares.front() = 1;
  return shares;
}

// Only the loss of the first server moves anything: to the next one in line.
void losses(const Context&, std::span<const ServerIndex> candidates, std::span<const double>,
            const ShiftSink& sink) {
  if (candidates.size() < 2) return;
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    Shift shift;
    if (i == 0) shift.moved.emplace_back(candidates[1], 1.0);
    sink(candidates[i], shift);
  }
}

}  // namespace

const Algorithm& sticky() {
  static const Algorithm instance{.name = "haproxy/sticky",
                                  .program = model::ProgramKind::haproxy,
                                  .serves = serves,
                                  .grade = grade,
                                  .shares = shares,
                                  .losses = losses};
  return instance;
}

}  // namespace ek::predict::haproxy
