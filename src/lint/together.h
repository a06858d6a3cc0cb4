// What a pool can carry as a whole, where the algorithm hands a full server less (follows_load).
#pragma once

#include <optional>
#include <span>

#include "predict/prediction.h"

namespace ek::lint {

// The pool's rate over the capacity of its servers without `lost`; nullopt: one of them is unknown.
// Infinite when nothing is left. Several servers that are one machine count once (machines.h).
std::optional<double> utilisation_together(const predict::PoolForecast& pool,
                                           std::span<const predict::ServerIndex> lost);

}  // namespace ek::lint
