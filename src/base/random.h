// Chance is an argument. The same seed gives the same numbers on every platform and library.
#pragma once

#include <cstdint>
#include <random>

namespace ek::base {

__extension__ using Wide = unsigned __int128;

class Random {
 public:
  explicit Random(std::uint64_t seed) : engine_(seed) {}

  std::uint64_t bits() { return engine_(); }
  // Uniform in [0, bound); bound > 0. (Multiply-shift: bias below 2^-32 for bounds under 2^32.)
  std::uint64_t below(std::uint64_t bound) {
    return static_cast<std::uint64_t>((static_cast<Wide>(engine_()) * bound) >> 64);
  }
  double unit() { return static_cast<double>(engine_() >> 11) * 0x1.0p-53; }  // [0, 1)
  double exponential(double mean);
  bool chance(double probability) { return unit() < probability; }

 private:
  std::mt19937_64 engine_;
};

}  // namespace ek::base
