// How many picks a second an algorithm makes on this thread.
#pragma once

#include <cstddef>
#include <optional>

#include "configs.h"

namespace ek::bench {

inline constexpr std::size_t in_flight_a_server = 2;  // of methods with connections

// The best of a few batches, a second of this thread's CPU time. nullopt: the algorithm is not
// modelled, or its single picks cannot be told.
std::optional<double> picks_per_s(const Method& method, std::size_t servers, Weights weights);

}  // namespace ek::bench
