// When a server, or a pool, has more than it can carry.
#pragma once

namespace ek::predict {

// At exactly its capacity, too: requests that come at random then wait without end (M/M/1 has no
// mean at 1). What adding up leaves behind does not decide.
constexpr bool overloaded(double utilisation) {
  constexpr double rounding = 1e-9;
  return utilisation >= 1 - rounding;
}

}  // namespace ek::predict
