// How far an algorithm's shares are from its weights, and whether larger weights bring them nearer.
// Hash rings give each server a number of points that grows with its weight: few points, uneven
// arcs. Internal to the rule.
#pragma once

#include <optional>
#include <vector>

#include "predict/prediction.h"

namespace ek::lint::share_skew {

struct Distortion {
  predict::ServerIndex server = predict::no_server;  // the one most above its weight's share
  double share = 0, by_weight = 0;
  double factor() const { return by_weight > 0 ? share / by_weight : 1; }
};

Distortion worst_distortion(const model::Pool& pool,
                            const std::vector<predict::ServerIndex>& servers,
                            const std::vector<double>& shares);

struct LargerWeights {
  std::uint32_t times = 1;  // multiply every weight by this
  double factor = 1;        // the worst distortion that then remains
};

// The smallest multiple that leaves at most a tenth too much; nullopt: no multiple helps, or the
// pool is too large to try (a ring of 256 weights costs thousands of points a server).
std::optional<LargerWeights> evened_by_weights(const model::Program& program,
                                               const predict::PoolForecast& forecast);

}  // namespace ek::lint::share_skew
