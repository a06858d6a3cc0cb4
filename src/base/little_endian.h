// Numbers out of bytes, the first byte being the lowest: one load on most machines.
#pragma once

#include <bit>
#include <concepts>
#include <cstdint>
#include <cstring>

namespace ek::base {

// Of the first sizeof(Number) bytes.
template <std::unsigned_integral Number>
Number little_endian(const char* bytes) {
  Number number;
  std::memcpy(&number, bytes, sizeof number);
  if constexpr (std::endian::native == std::endian::little) return number;
  Number turned = 0;
  for (std::size_t i = 0; i < sizeof number; ++i, number >>= 8)
    turned = static_cast<Number>(turned << 8 | (number & 0xff));
  return turned;
}

}  // namespace ek::base
