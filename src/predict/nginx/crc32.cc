#include "predict/nginx/crc32.h"

#include "base/little_endian.h"

namespace ek::predict::nginx {
namespace {

using base::little_endian;
constexpr std::size_t step = 8;

// The state after the eight bytes of two words.
inline std::uint32_t crc_step(std::uint32_t state, std::uint32_t first, std::uint32_t second) {
  const std::uint32_t low = state ^ first, high = second;
  return crc_table[7][low & 0xff] ^ crc_table[6][low >> 8 & 0xff] ^ crc_table[5][low >> 16 & 0xff] ^
         crc_table[4][low >> 24] ^ crc_table[3][high & 0xff] ^ crc_table[2][high >> 8 & 0xff] ^
         crc_table[1][high >> 16 & 0xff] ^ crc_table[0][high >> 24];
}

// By n: the state that n zero bytes lead to the one before any byte, ~0.
constexpr auto before_zeros = [] {
  std::array<std::uint32_t, step> states{~0U};
  for (std::size_t n = 1; n < states.size(); ++n) {
    std::uint32_t byte = 0;  // that step's entry of the table is told by its highest byte
    while (crc_table[0][byte] >> 24 != states[n - 1] >> 24) ++byte;
    states[n] = (states[n - 1] ^ crc_table[0][byte]) << 8 | byte;
  }
  return states;
}();

}  // namespace

// In whole steps: the first is filled up with zeros in front.
std::uint32_t crc32(std::string_view bytes) {
  if (bytes.size() < step) return crc32(0, bytes);
  const std::size_t first = (bytes.size() - 1) % step + 1, zeros = step - first;
  const auto filled = little_endian<std::uint64_t>(bytes.data()) << (8 * zeros);
  std::uint32_t state = crc_step(before_zeros[zeros], static_cast<std::uint32_t>(filled),
                                 static_cast<std::uint32_t>(filled >> 32));
  for (bytes.remove_prefix(first); !bytes.empty(); bytes.remove_prefix(step))
    state = crc_step(state, little_endian<std::uint32_t>(bytes.data()),
                     little_endian<std::uint32_t>(bytes.data() + 4));
  return ~state;
}

std::uint32_t crc32(std::uint32_t before, std::string_view bytes) {
  std::uint32_t state = ~before;
  const char* at = bytes.data();
  std::size_t left = bytes.size();
  for (; left >= step; at += step, left -= step)
    state = crc_step(state, little_endian<std::uint32_t>(at), little_endian<std::uint32_t>(at + 4));
  if (left >= 4) {
    state = crc_word(state, little_endian<std::uint32_t>(at));
    at += 4, left -= 4;
  }
  for (; left > 0; ++at, --left)
    state = (state >> 8) ^ crc_table[0][(state ^ static_cast<unsigned char>(*at)) & 0xff];
  return ~state;
}

}  // namespace ek::predict::nginx
