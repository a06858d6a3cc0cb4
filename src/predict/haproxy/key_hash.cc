#include "predict/haproxy/key_hash.h"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <bit>
#include <limits>

#include "base/little_endian.h"

namespace ek::predict::haproxy {
namespace {

std::uint32_t byte(char c) {
  return static_cast<unsigned char>(c);
}

// Left, by the low 5 bits of a number.
std::uint32_t turn(std::uint32_t bits, std::uint32_t by) {
  return bits << (by & 31) | bits >> (-by & 31);
}

using Word = std::uint64_t;
constexpr std::size_t word = sizeof(Word);
constexpr std::uint32_t sdbm_factor = 65599;

// table[k][byte]: what a byte adds to the hash when k more bytes follow it in the same word.
constexpr auto sdbm_table = [] {
  std::array<std::array<std::uint32_t, 256>, word> table{};
  for (std::uint32_t c = 0; c < 256; ++c) table[0][c] = c;
  for (std::size_t k = 1; k < table.size(); ++k)
    for (std::size_t c = 0; c < 256; ++c) table[k][c] = table[k - 1][c] * sdbm_factor;
  return table;
}();
constexpr std::uint32_t sdbm_word_factor = [] {
  std::uint32_t power = 1;
  for (std::size_t i = 0; i < word; ++i) power *= sdbm_factor;
  return power;
}();

// A word alone; its bytes do not wait for each other.
std::uint32_t sdbm_of(Word bytes) {
  std::uint32_t hash = 0;
#pragma GCC unroll 8
  for (std::size_t i = 0; i < word; ++i) hash += sdbm_table[word - 1 - i][bytes >> (8 * i) & 0xff];
  return hash;
}
std::uint32_t sdbm_of(const char* bytes) {
  std::uint32_t hash = 0;
#pragma GCC unroll 8
  for (std::size_t i = 0; i < word; ++i) hash += sdbm_table[word - 1 - i][byte(bytes[i])];
  return hash;
}

// What `wt6` does to its low half with a byte, in the form in which that is kept (see there).
constexpr std::uint32_t wt6_flip = 1U << 4 | 1U << 15;
constexpr auto wt6_of_low = [] {
  std::array<std::uint32_t, 256> of_low{};
  for (std::uint32_t c = 0; c < of_low.size(); ++c) of_low[c] = ~(c << 16) ^ wt6_flip;
  return of_low;
}();

}  // namespace

// In words of eight bytes. Zeros in front change nothing, so the first word is filled up with them.
std::uint32_t sdbm(std::string_view key) {
  std::uint32_t hash = 0;
  if (key.size() < word) {
    for (const char c : key) hash = byte(c) + hash * sdbm_factor;
    return hash;
  }
  const std::size_t first = (key.size() - 1) % word + 1;
  hash = sdbm_of(base::little_endian<Word>(key.data()) << (8 * (word - first)));
  for (key.remove_prefix(first); !key.empty(); key.remove_prefix(word))
    hash = hash * sdbm_word_factor + sdbm_of(key.data());
  return hash;
}

std::uint32_t djb2(std::string_view key) {
  std::uint32_t hash = 5381;
  for (const char c : key) hash = hash * 33 + byte(c);
  return hash;
}

// For each byte: low and high are both complemented, one after `^ byte`, one after `+ byte`; then
// they change places, turned left by two numbers of 5 bits: from bit 0 and from bit 11 of
// (low >> 16) ^ high. Every byte waits for the one before, so what a step takes is what counts.
// Here low is kept turned by 16, with the two bits flipped that add these 16 to both numbers: the
// next turns are then one ^ away.
std::uint32_t wt6(std::string_view key) {
  std::uint32_t low = std::rotl(0xa53c965aU, 16) ^ wt6_flip, high = 0x5ca6953a;
  std::uint32_t turns = (6U | 18U << 11) ^ wt6_flip;
  for (const char c : key) {
    const std::uint32_t from_low = low ^ wt6_of_low[byte(c)];
    low = turn(~byte(c) - high, turns) ^ wt6_flip;
    high = turn(from_low, turns >> 11);
    turns = low ^ high;
  }
  return std::rotl(low ^ wt6_flip, 16) ^ high;
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
