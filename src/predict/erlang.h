// Erlang's loss formula, B(k) = a B(k-1) / (k + a B(k-1)): a stable recursion, a step a place.
#pragma once

#include <cstdint>

namespace ek::predict {

// Why: a step a place.
inline constexpr std::uint64_t erlang_places_max = 1'000'000;

// The part of Poisson arrivals that finds all `places` taken when `offered` of them would be in use
// in the mean (rate x service time). 1 for no places.
inline double erlang_b(std::uint32_t places, double offered) {
  double blocked = 1;
  for (std::uint32_t k = 1; k <= places; ++k) blocked = offered * blocked / (k + offered * blocked);
  return blocked;
}

}  // namespace ek::predict
