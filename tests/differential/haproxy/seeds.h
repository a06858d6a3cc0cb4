// Seeds of a test run: fresh by default and printed, or from EVENKEEL_SEED, which replays one.
#pragma once

#include <cstdint>

namespace ek::differential {

// The run's base seed; case `index` of it uses its own. EVENKEEL_SEED=n makes n the only case.
struct Seeds {
  std::uint64_t base = 0;
  bool replay = false;
  std::uint64_t of(std::uint64_t index) const { return replay ? base : base + index; }
};
Seeds seeds();

}  // namespace ek::differential
