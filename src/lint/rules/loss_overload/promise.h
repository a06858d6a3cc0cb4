// What keeps a promise (survive = k) from being judged, or from being kept whatever the load.
// Internal to the rule.
#pragma once

#include <optional>
#include <string>

#include "lint/rule.h"

namespace ek::lint::loss_overload {

struct Unknown {    // why a promise cannot be judged, and what would let us
  std::string why;  // "": everything that decides is known
  std::string hint;
};

// `by_load`: the pool is judged as a whole, so that the load of each server need not be known.
Unknown unknown_of(const model::Program& program, const predict::PoolForecast& pool, bool by_load);

// Servers whose loss nobody notices are never left out: their part of the requests goes on failing.
std::optional<Finding> unnoticed_loss(const model::Program& program,
                                      const predict::PoolForecast& pool);

}  // namespace ek::lint::loss_overload
