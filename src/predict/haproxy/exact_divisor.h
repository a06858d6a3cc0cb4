// Division by a number that seldom changes, as a multiplication: the same whole quotients.
#pragma once

#include <cstdint>
#include <limits>

#include "base/random.h"

namespace ek::predict::haproxy {

class ExactDivisor {
 public:
  ExactDivisor() = default;
  explicit ExactDivisor(std::uint32_t divisor)  // not 0
      : factor_(divisor == 1 ? 0 : std::numeric_limits<std::uint64_t>::max() / divisor + 1) {}

  // The factor is 2^64 / divisor, rounded up by less than 1; with 32-bit numbers that adds less
  // than 2^-32 to the quotient, which lies at least that far below the next whole number.
  std::uint32_t quotient(std::uint32_t number) const {
    if (factor_ == 0) return number;
    return static_cast<std::uint32_t>(base::Wide{factor_} * number >> 64);
  }

 private:
  std::uint64_t factor_ = 0;
};

}  // namespace ek::predict::haproxy
