// When a server, or a pool, has more than it can carry, and where the rest goes.
#pragma once

#include "model/pool.h"
#include "predict/program.h"

namespace ek::predict {

// Elsewhere a full server is passed over.
inline bool waits_for_its_server(model::ProgramKind program, const model::Pool& pool) {
  return rules_of(program).hash_waits && !pool.balance.key.value.parts.empty();
}

// At exactly its capacity, too: requests that come at random then wait without end (M/M/1 has no
// mean at 1). What adding up leaves behind does not decide.
constexpr double utilisation_rounding = 1e-9;
constexpr bool overloaded(double utilisation) {
  return utilisation >= 1 - utilisation_rounding;
}
// Neither below nor above it.
constexpr bool at_capacity(double utilisation) {
  return overloaded(utilisation) && utilisation <= 1 + utilisation_rounding;
}

}  // namespace ek::predict
