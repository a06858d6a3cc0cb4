// The three hashes of nginx's methods, as small functions of a key or an address.
// Facts: ngx_http_upstream_module, "hash" and "ip_hash"; the constants were measured, see the
// pages.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace ek::predict::nginx {

// CRC-32 (IEEE 802.3, as zlib's) of the key.
std::uint32_t key_crc(std::string_view key);
// What the n-th rehash adds: 15 bits of the CRC-32 of (n in decimal, nothing for 0) + key.
std::uint32_t hash_step(std::uint32_t rehash, std::string_view key);

inline constexpr std::uint32_t ip_hash_start = 89;
inline constexpr std::uint32_t ip_hash_factor = 113;
inline constexpr std::uint32_t ip_hash_modulus = 6271;
// One round over an address: the first 3 bytes of an IPv4 one, all 16 of an IPv6 one; three zero
// bytes for anything else (a unix socket).
std::uint32_t ip_hash_step(std::uint32_t hash, std::string_view address);

}  // namespace ek::predict::nginx
