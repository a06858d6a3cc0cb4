#include "app/fragment.h"

#include <fmt/format.h>

namespace ek::app {
namespace {

bool has_section(const text::Tree& tree, std::string_view name) {
  for (const text::Node* file : tree.files())
    for (const text::Node* node = file->first_child; node != nullptr; node = node->next)
      if (node->kind == text::NodeKind::block && node->word(0) == name) return true;
  return false;
}

// What a whole configuration has and this one does not; "" when it looks whole.
std::string missing(const dialects::Dialect& dialect, const dialects::Reading& reading) {
  if (dialect.program == model::ProgramKind::haproxy) {
    if (reading.config.listeners.empty()) return "no frontend or listen section";
    if (!has_section(reading.tree, "defaults") && !has_section(reading.tree, "global"))
      return "neither a global nor a defaults section";
    return "";
  }
  // nginx's reader says so itself of a file that belongs inside http or stream.
  if (!reading.config.listeners.empty() || !reading.config.pools.empty()) return "";
  for (const std::string_view block : {"http", "stream", "events", "mail"})
    if (has_section(reading.tree, block)) return "";
  return "no http or stream block";
}

}  // namespace

void note_fragment(const dialects::Dialect& dialect, dialects::Reading& reading) {
  const std::string what = missing(dialect, reading);
  if (what.empty()) return;
  const std::string whole =
      dialect.program == model::ProgramKind::haproxy ? "haproxy -c -f" : "nginx -t -c";
  reading.config.depends.push_back(
      {fmt::format("there is {} here: read as a fragment of a configuration", what),
       fmt::format("run {} on the whole, and evenkeel too", whole),
       {}});
  reading.diagnostics.note({}, 1, reading.config.depends.back().what,
                           reading.config.depends.back().how);
}

}  // namespace ek::app
