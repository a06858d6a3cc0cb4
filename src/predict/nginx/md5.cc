#include "predict/nginx/md5.h"

#include <array>
#include <bit>
#include <cmath>
#include <cstdint>

namespace ek::predict::nginx {
namespace {

using Words = std::array<std::uint32_t, 16>;
using State = std::array<std::uint32_t, 4>;

constexpr std::array<std::array<int, 4>, 4> rotations{
    {{7, 12, 17, 22}, {5, 9, 14, 20}, {4, 11, 16, 23}, {6, 10, 15, 21}}};

std::uint32_t mix(unsigned round, std::uint32_t b, std::uint32_t c, std::uint32_t d) {
  switch (round) {
    case 0:
      return (b & c) | (~b & d);
    case 1:
      return (d & b) | (~d & c);
    case 2:
      return b ^ c ^ d;
    default:
      return c ^ (b | ~d);
  }
}

unsigned word_of(unsigned round, unsigned step) {
  constexpr std::array<unsigned, 4> factor{1, 5, 3, 7}, offset{0, 1, 5, 0};
  return (factor[round] * step + offset[round]) % 16;
}

void digest_block(const Words& words, State& state) {
  auto [a, b, c, d] = state;
  for (unsigned step = 0; step < 64; ++step) {
    const unsigned round = step / 16;
    const auto constant =
        static_cast<std::uint32_t>(std::floor(std::abs(std::sin(step + 1.0)) * 4294967296.0));
    const std::uint32_t sum = a + mix(round, b, c, d) + constant + words[word_of(round, step)];
    a = d;
    d = c;
    c = b;
    b += std::rotl(sum, rotations[round][step % 4]);
  }
  state = {state[0] + a, state[1] + b, state[2] + c, state[3] + d};
}

std::string padded(std::string_view bytes) {
  std::string text(bytes);
  text += '\x80';
  while (text.size() % 64 != 56) text += '\0';
  const std::uint64_t bits = std::uint64_t{bytes.size()} * 8;
  for (int i = 0; i < 8; ++i) text += static_cast<char>(bits >> (8 * i) & 0xff);
  return text;
}

}  // namespace

std::string md5_hex(std::string_view bytes) {
  State state{0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476};
  const std::string text = padded(bytes);
  for (std::size_t at = 0; at < text.size(); at += 64) {
    Words words{};
    for (std::size_t i = 0; i < 64; ++i)
      words[i / 4] |= static_cast<std::uint32_t>(static_cast<unsigned char>(text[at + i]))
                      << (i % 4 * 8);
    digest_block(words, state);
  }
  std::string hex;
  for (const std::uint32_t word : state)
    for (int i = 0; i < 4; ++i) {
      const unsigned byte = word >> (8 * i) & 0xff;
      hex += "0123456789abcdef"[byte >> 4];
      hex += "0123456789abcdef"[byte & 15];
    }
  return hex;
}

}  // namespace ek::predict::nginx
