// Algorithms that look at the requests in flight hand an overloaded server less. Their shares in a
// forecast are those of an idle pool; what a pool of them can carry is the sum of its servers.
#pragma once

#include <optional>
#include <span>

#include "predict/prediction.h"

namespace ek::lint {

bool follows_load(const model::Pool& pool);

// The pool's rate over the capacity of its servers without `lost`; nullopt: one of them is unknown.
// Infinite when nothing is left.
std::optional<double> utilisation_together(const predict::PoolForecast& pool,
                                           std::span<const predict::ServerIndex> lost);

}  // namespace ek::lint
