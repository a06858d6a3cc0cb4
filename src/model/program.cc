#include "model/program.h"

#include <fmt/format.h>

#include <array>
#include <charconv>

namespace ek::model {

std::optional<Version> parse_version(std::string_view text) {
  std::array<std::uint16_t, 3> parts{};
  std::size_t count = 0;
  const char* at = text.data();
  const char* const end = at + text.size();
  while (count < parts.size()) {
    const auto [rest, error] = std::from_chars(at, end, parts[count]);
    if (error != std::errc{}) break;
    ++count;
    at = rest;
    if (at == end || *at != '.') break;
    ++at;
  }
  if (count < 2) return std::nullopt;
  if (at != end && *at != '-' && *at != '+' && *at != ' ' && count == 3 && *at == '.')
    return std::nullopt;
  return Version{parts[0], parts[1], parts[2]};
}

std::string to_string(Version version) {
  return fmt::format("{}.{}.{}", version.major, version.minor, version.patch);
}

std::string_view to_string(ProgramKind kind) {
  return kind == ProgramKind::haproxy ? "haproxy" : "nginx";
}

}  // namespace ek::model
