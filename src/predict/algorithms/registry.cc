#include <array>

#include "predict/algorithm.h"

namespace ek::predict {

#define EVENKEEL_ALGORITHM(program, name) \
  namespace program {                     \
  const Algorithm& name();                \
  }
#include "predict/algorithms/algorithms.def"
#undef EVENKEEL_ALGORITHM

std::span<const Algorithm* const> algorithms() {
  static const std::array list{
#define EVENKEEL_ALGORITHM(program, name) &program::name(),
#include "predict/algorithms/algorithms.def"
#undef EVENKEEL_ALGORITHM
  };
  return list;
}

const Algorithm* algorithm_of(const Context& context) {
  if (context.pool.partly_unread()) return nullptr;
  for (const Algorithm* algorithm : algorithms())
    if (algorithm->program == context.program.kind && algorithm->serves(context)) return algorithm;
  return nullptr;
}

void proportional_losses(std::span<const ServerIndex> candidates, std::span<const double> shares,
                         const ShiftSink& sink) {
  if (candidates.size() < 2) return;
  double rest_after = 0;  // summed rather than 1 - share: exact when one server holds nearly all
  for (const double share : shares) rest_after += share;
  Shift shift;
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    const double rest = rest_after - shares[i];
    shift.scale = rest > 0 ? 1 / rest : 0;
    sink(candidates[i], shift);
  }
}

}  // namespace ek::predict
