// Division by a number that seldom changes, as a multiplication: the same whole quotients.
#pragma once

#include <cstdint>

#include "base/random.h"

namespace ek::predict::haproxy {

class ExactDivisor {
 public:
  ExactDivisor() = default;
  explicit ExactDivisor(std::uint32_t divisor)  // 1 … 2^31
      : factor_((half - 1) / divisor + 1) {}

  // The factor is 2^63 / divisor, rounded up by less than 1; with 32-bit numbers that adds less
  // than 2^-31 to the quotient, which lies at least that far below the next whole number.
  std::uint32_t quotient(std::uint32_t number) const {
    return static_cast<std::uint32_t>(base::Wide{factor_} * (std::uint64_t{number} * 2) >> 64);
  }

 private:
  static constexpr std::uint64_t half = std::uint64_t{1} << 63;
  std::uint64_t factor_ = half;
};

}  // namespace ek::predict::haproxy
