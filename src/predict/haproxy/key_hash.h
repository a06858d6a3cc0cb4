// HAProxy's hash functions of keys: `hash-type <mapping> <function> <modifier>`.
// Source: configuration manual, `hash-type`; sdbm, djb2, CRC-32 and Bob Jenkins' 32-bit integer mix
// are public algorithms. Checked against the running program.
#pragma once

#include <cstdint>
#include <string_view>

#include "model/balance.h"

namespace ek::predict::haproxy {

std::uint32_t sdbm(std::string_view key);
std::uint32_t djb2(std::string_view key);
std::uint32_t wt6(std::string_view key);
std::uint32_t crc32(std::string_view key);
std::uint32_t avalanche(std::uint32_t hash);  // every input bit changes about half of the output
std::uint32_t address_hash(
    std::string_view address);                    // balance source: 4 or 16 bytes, network order
std::uint32_t key_as_hash(std::string_view key);  // function `none` (3.0 and later)

std::uint32_t hash_key(model::HashFunction function, std::string_view key);

}  // namespace ek::predict::haproxy
