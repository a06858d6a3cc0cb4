// Reading a configuration from text, for the tests of this folder.
#pragma once

#include <string>
#include <string_view>

#include "dialects/dialect.h"
#include "text/tree.h"

namespace ek::dialects::haproxy {

const Dialect& dialect();

struct With {
  std::optional<model::Version> version{};
  std::map<std::string, std::string> environment{};
  std::map<std::string, std::vector<std::string>> resolve{};
};

inline Reading read(std::string_view text, const With& with = {}) {
  ReadOptions options;
  options.version = with.version;
  options.version_source = "the test";
  options.environment = with.environment;
  options.resolve = with.resolve;
  return dialect().read_text("haproxy.cfg", text, options);
}

inline std::string printed(const Reading& reading) {
  std::string out;
  for (const text::Node* file : reading.tree.files())
    text::print(*file, reading.sources[file->file], out);
  return out;
}

// Every diagnostic as "severity:line: message", one a line.
inline std::string said(const Reading& reading) {
  static constexpr const char* names[] = {"note", "warning", "error"};
  std::string out;
  for (const text::Diagnostic& one : reading.diagnostics.all())
    out += std::string(names[static_cast<int>(one.severity)]) + ":" + std::to_string(one.at.line) +
           ": " + one.message + "\n";
  return out;
}

}  // namespace ek::dialects::haproxy
