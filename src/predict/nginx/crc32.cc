#include "predict/nginx/crc32.h"

namespace ek::predict::nginx {
namespace {

// Written so that compilers make one load of it on machines that store the low byte first.
std::uint32_t little_endian(const char* bytes) {
  const auto byte = [&](int i) { return std::uint32_t{static_cast<unsigned char>(bytes[i])}; };
  return byte(0) | byte(1) << 8 | byte(2) << 16 | byte(3) << 24;
}

}  // namespace

std::uint32_t crc32(std::uint32_t before, std::string_view bytes) {
  std::uint32_t state = ~before;
  const char* at = bytes.data();
  std::size_t left = bytes.size();
  for (; left >= 8; at += 8, left -= 8) {
    const std::uint32_t low = state ^ little_endian(at), high = little_endian(at + 4);
    state = crc_table[7][low & 0xff] ^ crc_table[6][low >> 8 & 0xff] ^
            crc_table[5][low >> 16 & 0xff] ^ crc_table[4][low >> 24] ^ crc_table[3][high & 0xff] ^
            crc_table[2][high >> 8 & 0xff] ^ crc_table[1][high >> 16 & 0xff] ^
            crc_table[0][high >> 24];
  }
  if (left >= 4) {
    state = crc_word(state, little_endian(at));
    at += 4, left -= 4;
  }
  for (; left > 0; ++at, --left)
    state = (state >> 8) ^ crc_table[0][(state ^ static_cast<unsigned char>(*at)) & 0xff];
  return ~state;
}

}  // namespace ek::predict::nginx
