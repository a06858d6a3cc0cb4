#include "predict/nginx/hashes.h"

#include <charconv>

#include "predict/nginx/crc32.h"

namespace ek::predict::nginx {
std::uint32_t key_crc(std::string_view key) {
  return crc32(key);
}

std::uint32_t hash_step(std::uint32_t rehash, std::string_view key) {
  const auto bits = [](std::uint32_t crc) { return crc >> 16 & 0x7fff; };
  if (rehash == 0) return bits(crc32(key));
  std::array<char, 16> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), rehash).ptr;
  const std::string_view number(digits.data(), static_cast<std::size_t>(end - digits.data()));
  return bits(crc32(crc32(number), key));
}

std::uint32_t ip_hash_step(std::uint32_t hash, std::string_view address) {
  constexpr std::string_view nothing("\0\0\0", 3);
  if (address.size() == 4) address.remove_suffix(1);
  if (address.size() != 3 && address.size() != 16) address = nothing;
  for (const char byte : address)
    hash = (hash * ip_hash_factor + static_cast<unsigned char>(byte)) % ip_hash_modulus;
  return hash;
}

}  // namespace ek::predict::nginx
