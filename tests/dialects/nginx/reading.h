// Reads a piece of nginx configuration from memory, for tests.
#pragma once

#include <string>
#include <string_view>

#include "dialects/dialect.h"

namespace ek::dialects::nginx::testing {

inline Reading read(std::string_view text, ReadOptions options = {}) {
  return find("nginx")->read_text("nginx.conf", text, options);
}

inline Reading read_in_http(const std::string& text, ReadOptions options = {}) {
  return read("events { }\nhttp {\n" + text + "\n}\n", std::move(options));
}

inline ReadOptions version(std::uint16_t major, std::uint16_t minor, std::uint16_t patch) {
  ReadOptions options;
  options.version = model::Version{major, minor, patch};
  options.version_source = "test";
  return options;
}

// All diagnostics, drawn.
inline std::string said(const Reading& reading) {
  std::string out;
  for (const auto& diagnostic : reading.diagnostics.all())
    out += text::draw(diagnostic, reading.sources);
  return out;
}

}  // namespace ek::dialects::nginx::testing
