#include "predict/nginx/hashes.h"

#include <charconv>

#include "predict/nginx/crc32.h"

namespace ek::predict::nginx {
std::uint32_t key_crc(std::string_view key) {
  return crc32(0, key);
}

std::uint32_t hash_step(std::uint32_t rehash, std::string_view key) {
  std::uint32_t state = 0;
  if (rehash > 0) {
    std::array<char, 16> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), rehash).ptr;
    state = crc32(0, {digits.data(), static_cast<std::size_t>(end - digits.data())});
  }
  return crc32(state, key) >> 16 & 0x7fff;
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
