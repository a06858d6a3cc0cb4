// CRC-32 (IEEE 802.3, as zlib's), tuned for keys of a few dozen bytes: several bytes a step, and no
// setting up before the first.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace ek::predict::nginx {

// table[k][byte]: what a byte does to the state when k more bytes follow it in the same step.
using CrcTable = std::array<std::array<std::uint32_t, 256>, 8>;

constexpr CrcTable make_crc_table() {
  CrcTable table{};
  for (std::uint32_t byte = 0; byte < 256; ++byte) {
    std::uint32_t crc = byte;
    for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1) ^ ((crc & 1) != 0 ? 0xEDB88320U : 0U);
    table[0][byte] = crc;
  }
  for (std::size_t k = 1; k < table.size(); ++k)
    for (std::size_t byte = 0; byte < 256; ++byte)
      table[k][byte] = (table[k - 1][byte] >> 8) ^ table[0][table[k - 1][byte] & 0xff];
  return table;
}
inline constexpr CrcTable crc_table = make_crc_table();

// The state (not yet inverted) after the four bytes of `word`, least significant first.
inline std::uint32_t crc_word(std::uint32_t state, std::uint32_t word) {
  const std::uint32_t mixed = state ^ word;
  return crc_table[3][mixed & 0xff] ^ crc_table[2][mixed >> 8 & 0xff] ^
         crc_table[1][mixed >> 16 & 0xff] ^ crc_table[0][mixed >> 24];
}

std::uint32_t crc32(std::string_view bytes);
// The CRC of what was before (0: nothing) and then `bytes`.
std::uint32_t crc32(std::uint32_t before, std::string_view bytes);

}  // namespace ek::predict::nginx
