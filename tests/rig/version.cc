#include "rig/version.h"

#include <charconv>

namespace ek::rig {
namespace {

int take_number(std::string_view& text) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc()) return 0;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  if (!text.empty() && text.front() == '.') text.remove_prefix(1);
  return value;
}

}  // namespace

std::string to_string(const Version& version) {
  return std::to_string(version.major) + "." + std::to_string(version.minor) + "." +
         std::to_string(version.patch);
}

Version parse_version(std::string_view text, std::string_view mark) {
  const std::size_t at = text.find(mark);
  if (at == std::string_view::npos) return {};
  const std::size_t digits = text.find_first_of("0123456789", at + mark.size());
  if (digits == std::string_view::npos) return {};
  text.remove_prefix(digits);
  Version version;
  version.major = take_number(text);
  version.minor = take_number(text);
  version.patch = take_number(text);
  return version;
}

}  // namespace ek::rig
