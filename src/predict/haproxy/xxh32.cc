#include "predict/haproxy/xxh32.h"

#include <array>
#include <bit>

namespace ek::predict::haproxy {
namespace {

constexpr std::uint32_t p1 = 2654435761, p2 = 2246822519, p3 = 3266489917, p4 = 668265263,
                        p5 = 374761393;
constexpr std::size_t lane = 4, stripe = 16;

}  // namespace

std::uint32_t little_endian(std::string_view bytes) {
  std::uint32_t number = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i)
    number |= std::uint32_t{static_cast<unsigned char>(bytes[i])} << (8 * i);
  return number;
}

std::uint32_t xxh32(std::string_view bytes, std::uint32_t seed) {
  std::uint32_t hash = seed + p5;
  const auto length = static_cast<std::uint32_t>(bytes.size());
  if (bytes.size() >= stripe) {
    std::array<std::uint32_t, 4> lanes{seed + p1 + p2, seed + p2, seed, seed - p1};
    for (; bytes.size() >= stripe; bytes.remove_prefix(stripe))
      for (std::size_t i = 0; i < lanes.size(); ++i) {
        lanes[i] += little_endian(bytes.substr(lane * i, lane)) * p2;
        lanes[i] = std::rotl(lanes[i], 13) * p1;
      }
    hash = std::rotl(lanes[0], 1) + std::rotl(lanes[1], 7) + std::rotl(lanes[2], 12) +
           std::rotl(lanes[3], 18);
  }
  hash += length;
  for (; bytes.size() >= lane; bytes.remove_prefix(lane)) {
    hash += little_endian(bytes.substr(0, lane)) * p3;
    hash = std::rotl(hash, 17) * p4;
  }
  for (const char c : bytes) {
    hash += static_cast<unsigned char>(c) * p5;
    hash = std::rotl(hash, 11) * p1;
  }
  hash = (hash ^ (hash >> 15)) * p2;
  hash = (hash ^ (hash >> 13)) * p3;
  return hash ^ (hash >> 16);
}

}  // namespace ek::predict::haproxy
