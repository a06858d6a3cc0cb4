// Units that HAProxy's algorithms share.
#pragma once

#include <cstdint>

namespace ek::predict::haproxy {

// Dynamic algorithms work in sixteenths of a weight, so that slowstart has steps between two
// weights.
inline constexpr std::uint32_t weight_scale = 16;
inline constexpr std::uint32_t weight_range = 256;  // weights go from 0 to 256
inline constexpr std::uint32_t fine_range = weight_range * weight_scale;

}  // namespace ek::predict::haproxy
