#include "predict/haproxy/key_hash.h"

#include <zlib.h>

#include <algorithm>
#include <bit>
#include <limits>

namespace ek::predict::haproxy {
namespace {

std::uint32_t byte(char c) {
  return static_cast<unsigned char>(c);
}

}  // namespace

std::uint32_t sdbm(std::string_view key) {
  std::uint32_t hash = 0;
  for (const char c : key) hash = byte(c) + hash * 65599;
  return hash;
}

std::uint32_t djb2(std::string_view key) {
  std::uint32_t hash = 5381;
  for (const char c : key) hash = hash * 33 + byte(c);
  return hash;
}

std::uint32_t wt6(std::string_view key) {
  std::uint32_t low = 0xa53c965a, high = 0x5ca6953a;
  int turn_high = 6, turn_low = 18;
  for (const char c : key) {
    low = ~(low ^ byte(c));
    high = ~(high + byte(c));
    const std::uint32_t turned = std::rotl(high, turn_high);
    high = std::rotl(low, turn_low);
    low = turned;
    const std::uint32_t mixed = ((low >> 16) ^ high) & 0xffff;
    turn_high = static_cast<int>(mixed & 31);
    turn_low = static_cast<int>(mixed >> 11);
  }
  return low ^ high;
}

std::uint32_t crc32(std::string_view key) {
  return static_cast<std::uint32_t>(
      ::crc32_z(0, reinterpret_cast<const Bytef*>(key.data()), key.size()));
}

std::uint32_t avalanche(std::uint32_t hash) {
  hash = hash + 0x7ed55d16 + (hash << 12);
  hash = hash ^ 0xc761c23c ^ (hash >> 19);
  hash = hash + 0x165667b1 + (hash << 5);
  hash = (hash + 0xd3a2646c) ^ (hash << 9);
  hash = hash + 0xfd7046c5 + (hash << 3);
  hash = hash ^ 0xb55a4f09 ^ (hash >> 16);
  return hash * 3221225473U;
}

std::uint32_t address_hash(std::string_view address) {
  std::uint32_t hash = 0;
  for (std::size_t i = 0; i + 4 <= address.size(); i += 4)
    hash ^= byte(address[i]) << 24 | byte(address[i + 1]) << 16 | byte(address[i + 2]) << 8 |
            byte(address[i + 3]);
  return hash;
}

// A decimal number, as far as there are digits; its low 32 bits. Beyond 64 bits: the utmost one.
std::uint32_t key_as_hash(std::string_view key) {
  const bool negative = key.starts_with('-');
  if (negative || key.starts_with('+')) key.remove_prefix(1);
  constexpr std::uint64_t utmost = ~std::uint64_t{0};
  constexpr auto most = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
  std::uint64_t number = 0;
  for (const char c : key) {
    if (c < '0' || c > '9') break;
    const std::uint64_t digit = byte(c) - byte('0');
    number = number > (utmost - digit) / 10 ? utmost : number * 10 + digit;
  }
  if (negative) return number > most + 1 ? 0 : static_cast<std::uint32_t>(0 - number);
  return static_cast<std::uint32_t>(std::min(number, most));
}

std::uint32_t hash_key(model::HashFunction function, std::string_view key) {
  switch (function) {
    case model::HashFunction::djb2:
      return djb2(key);
    case model::HashFunction::wt6:
      return wt6(key);
    case model::HashFunction::crc32:
      return crc32(key);
    case model::HashFunction::none:
      return key_as_hash(key);
    case model::HashFunction::sdbm:
      break;
  }
  return sdbm(key);
}

}  // namespace ek::predict::haproxy
