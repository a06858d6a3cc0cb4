#include "app/template_marks.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <utility>

#include "base/text.h"

namespace ek::app {
namespace {

struct Mark {
  std::string_view open, close;
  bool blank_follows;  // "{%[src]}" is a log format, "{% if x %}" is none
};
constexpr std::array marks{Mark{"{{", "}}", false}, Mark{"{%", "%}", true},
                           Mark{"<%", "%>", false}};

// Tables of Lua are written with braces, too.
constexpr std::string_view lua = "_by_lua";

bool opens_here(std::string_view rest, const Mark& mark) {
  if (!rest.starts_with(mark.open) || rest.find(mark.close) == std::string_view::npos) return false;
  const std::string_view inside = rest.substr(mark.open.size());
  return !mark.blank_follows || inside.find_first_of(" -+") == 0;
}

struct Found {
  std::size_t column, length;
};

std::optional<Found> first_mark(std::string_view line) {
  char quote = 0;
  for (std::size_t at = 0; at < line.size(); ++at) {
    const char c = line[at];
    if (quote != 0) {
      if (c == quote) quote = 0;
      continue;
    }
    if (c == '#') return std::nullopt;
    for (const Mark& mark : marks)
      if (opens_here(line.substr(at), mark))
        return Found{at, line.find(mark.close, at) + mark.close.size() - at};
    if (c == '"' || c == '\'') quote = c;
  }
  return std::nullopt;
}

struct Marks {
  text::Place first{};
  std::size_t length = 0;
  std::set<std::pair<text::FileId, std::uint32_t>> lines;
};

void look_through(const text::Source& source, text::FileId file, Marks& found) {
  if (source.bytes().find(lua) != std::string_view::npos) return;
  for (std::uint32_t number = 1; number <= source.line_count(); ++number) {
    const auto mark = first_mark(source.line(number));
    if (!mark) continue;
    found.lines.emplace(file, number);
    if (found.lines.size() > 1) continue;
    found.first = source.place(source.line_start(number) + mark->column, file);
    found.length = mark->length;
  }
}

// Where the program takes the marks for what they are, a pattern or a text, they are none.
bool in_the_way(const Marks& found, const text::Diagnostics& diagnostics) {
  return std::ranges::any_of(diagnostics.all(), [&](const text::Diagnostic& said) {
    return said.severity == text::Severity::error &&
           found.lines.contains({said.at.file, said.at.line});
  });
}

}  // namespace

bool refuse_template(dialects::Reading& reading) {
  Marks found;
  for (std::size_t file = 0; file < reading.sources.size(); ++file)
    look_through(reading.sources[static_cast<text::FileId>(file)], static_cast<text::FileId>(file),
                 found);
  if (!in_the_way(found, reading.diagnostics)) return false;
  const model::Program program = reading.config.program;
  reading.config = {};
  reading.config.program = program;
  reading.diagnostics = {};
  reading.diagnostics.error(
      found.first, static_cast<std::uint32_t>(found.length),
      fmt::format("this is a template, no configuration yet: {} its marks",
                  found.lines.size() == 1 ? "a line holds"
                                          : fmt::format("{} lines hold", found.lines.size())),
      "render it first (Ansible, Jinja, ERB, consul-template, ...) and check the result");
  return true;
}

}  // namespace ek::app
