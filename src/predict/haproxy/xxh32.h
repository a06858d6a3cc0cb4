// XXH32 (Yann Collet, public specification): what hash-key makes of an IPv6 address or a guid.
#pragma once

#include <cstdint>
#include <string_view>

namespace ek::predict::haproxy {

std::uint32_t xxh32(std::string_view bytes, std::uint32_t seed);

// The number of up to four bytes, the first being the lowest.
std::uint32_t little_endian(std::string_view bytes);

}  // namespace ek::predict::haproxy
