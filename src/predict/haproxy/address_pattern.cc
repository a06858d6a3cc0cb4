#include "predict/haproxy/address_pattern.h"

#include <charconv>

#include "predict/keys/haproxy_sample.h"

namespace ek::predict::haproxy {
namespace {

std::optional<std::string> mask_of(std::string_view text, std::size_t bytes) {
  std::string space;
  if (bytes == 4 && text.find('.') != std::string_view::npos) {
    const std::string_view dotted = address_bytes(text, space);
    return dotted.size() == 4 ? std::optional(std::string(dotted)) : std::nullopt;
  }
  std::size_t bits = 0;
  const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), bits);
  if (error != std::errc() || rest != text.data() + text.size() || bits > 8 * bytes)
    return std::nullopt;
  std::string mask(bytes, '\0');
  for (std::size_t bit = 0; bit < bits; ++bit)
    mask[bit / 8] = static_cast<char>(static_cast<unsigned char>(mask[bit / 8]) | 0x80 >> bit % 8);
  return mask;
}

}  // namespace

std::optional<AddressPattern> AddressPattern::read(std::string_view text) {
  const auto slash = text.find('/');
  AddressPattern pattern;
  address_bytes(text.substr(0, slash), pattern.network_);
  if (pattern.network_.empty()) return std::nullopt;
  if (slash == std::string_view::npos) {
    pattern.mask_.assign(pattern.network_.size(), '\xff');
    return pattern;
  }
  const auto mask = mask_of(text.substr(slash + 1), pattern.network_.size());
  if (!mask) return std::nullopt;
  pattern.mask_ = *mask;
  return pattern;
}

bool AddressPattern::matches(std::string_view address) const {
  std::string mapped;
  if (network_.size() == 4 && address.size() == 16) address = ipv4_within(address, true);
  if (network_.size() == 16 && address.size() == 4) address = mapped = as_ipv4_mapped(address);
  if (address.size() != network_.size()) return false;
  for (std::size_t i = 0; i < network_.size(); ++i)
    if (((network_[i] ^ address[i]) & mask_[i]) != 0) return false;
  return true;
}

}  // namespace ek::predict::haproxy
