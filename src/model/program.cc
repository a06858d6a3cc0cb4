#include "model/program.h"

#include <fmt/format.h>

#include <array>
#include <charconv>

namespace ek::model {

namespace {

// May the text go on like this after the digits? "-1+deb12u4", "-dev5", " (Ubuntu)", a line end.
bool ends_version(std::string_view rest) {
  return rest.empty() || std::string_view("-+ \t\r\n").find(rest.front()) != std::string_view::npos;
}

}  // namespace

std::optional<Version> parse_version(std::string_view text) {
  std::array<std::uint16_t, 3> parts{0, 0, Version::newest};
  std::size_t count = 0;
  for (;;) {
    const auto [rest, error] =
        std::from_chars(text.data(), text.data() + text.size(), parts[count]);
    if (error != std::errc{}) return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(rest - text.data()));
    if (++count == parts.size() || !text.starts_with('.')) break;
    text.remove_prefix(1);
  }
  if (count < 2 || !ends_version(text)) return std::nullopt;
  return Version{parts[0], parts[1], parts[2]};
}

std::string to_string(Version version) {
  if (version.patch == Version::newest) return fmt::format("{}.{}", version.major, version.minor);
  return fmt::format("{}.{}.{}", version.major, version.minor, version.patch);
}

std::string_view to_string(ProgramKind kind) {
  switch (kind) {
    case ProgramKind::haproxy:
      return "haproxy";
    case ProgramKind::nginx:
      return "nginx";
  }
  return "";
}

}  // namespace ek::model
