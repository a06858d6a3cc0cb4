// The only file that includes toml++. Its tables are sorted by name; the order of the file is
// restored here from the places of the keys, because later entries of a policy win.
//
// toml++ asserts what hostile text breaks ("[" and a control byte): its assertions become an error
// that stays in this file, whatever the build says of NDEBUG (there it would even assume them).
#undef NDEBUG
#define TOML_ASSERT(condition) ::ek::inputs::toml_assert(static_cast<bool>(condition))
#define TOML_EXCEPTIONS 0
#define TOML_HEADER_ONLY 1
#define TOML_ENABLE_FORMATTERS 0

#include "inputs/toml.h"

#include <fmt/format.h>

namespace ek::inputs {
struct TomlAssertion {};
constexpr void toml_assert(bool held) {
  if (!held) throw TomlAssertion();
}
}  // namespace ek::inputs

#include <toml++/toml.h>

#include <algorithm>
#include <utility>

#include "base/text.h"

namespace ek::inputs {
namespace {

class Converter {
 public:
  Converter(const text::Source& source, text::FileId file) : source_(source), file_(file) {}

  TomlValue convert(const toml::node& node) const {
    TomlValue value;
    locate(node.source(), value.at, value.length);
    if (const auto* table = node.as_table())
      convert_table(*table, value);
    else if (const auto* array = node.as_array())
      convert_array(*array, value);
    else
      convert_scalar(node, value);
    return value;
  }

  // toml++ counts columns in code points, places count bytes.
  text::Place place(const toml::source_position& position) const {
    if (position.line == 0 || position.line > source_.line_count()) return {1, 1, file_};
    const std::string_view line = source_.line(position.line);
    std::size_t byte = 0;
    for (std::uint32_t left = position.column > 0 ? position.column - 1 : 0;
         left > 0 && byte < line.size(); --left) {
      ++byte;
      while (byte < line.size() && (static_cast<unsigned char>(line[byte]) & 0xC0) == 0x80) ++byte;
    }
    const auto column = static_cast<std::uint16_t>(std::min<std::size_t>(byte + 1, 65535));
    return {position.line, column, file_};
  }

 private:
  void locate(const toml::source_region& region, text::Place& at, std::uint32_t& length) const {
    at = place(region.begin);
    const text::Place end = place(region.end);
    length = end.line == at.line && end.column > at.column
                 ? static_cast<std::uint32_t>(end.column - at.column)
                 : 1;
  }

  void convert_table(const toml::table& table, TomlValue& value) const {
    value.kind = TomlKind::table;
    for (const auto& [key, node] : table) {
      TomlEntry entry;
      entry.key = key.str();
      locate(key.source(), entry.at, entry.length);
      entry.value = convert(node);
      value.entries.push_back(std::move(entry));
    }
    std::stable_sort(value.entries.begin(), value.entries.end(),
                     [](const TomlEntry& a, const TomlEntry& b) { return a.at < b.at; });
  }

  void convert_array(const toml::array& array, TomlValue& value) const {
    value.kind = TomlKind::array;
    for (const toml::node& item : array) value.items.push_back(convert(item));
  }

  static void convert_scalar(const toml::node& node, TomlValue& value) {
    value.kind = TomlKind::other;
    if (const auto* text = node.as_string()) {
      value.kind = TomlKind::string;
      value.text = text->get();
    } else if (const auto* integer = node.as_integer()) {
      value.kind = TomlKind::integer;
      value.number = static_cast<double>(integer->get());
    } else if (const auto* real = node.as_floating_point()) {
      value.kind = TomlKind::real;
      value.number = real->get();
    } else if (const auto* boolean = node.as_boolean()) {
      value.kind = TomlKind::boolean;
      value.boolean = boolean->get();
    } else if (const auto* date = node.as_date()) {
      value.kind = TomlKind::date;
      value.text =
          fmt::format("{:04}-{:02}-{:02}", date->get().year, date->get().month, date->get().day);
    }
  }

  const text::Source& source_;
  text::FileId file_;
};

// The offset of a run of dotted names beyond the limit, or npos. Dots in strings count too: a
// sentence with 128 of them and neither a comma nor '=' is not a reason anybody gives.
std::size_t too_many_dots(std::string_view text) {
  std::size_t dots = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '.' && ++dots > dotted_names_max) return i;
    if (std::string_view(",=[]{}\n").find(text[i]) != std::string_view::npos) dots = 0;
  }
  return std::string_view::npos;
}

std::optional<TomlValue> parse_within_limits(const text::Source& source, text::FileId file,
                                             text::Diagnostics& diagnostics) {
  const Converter converter(source, file);
  const toml::parse_result parsed = toml::parse(source.bytes());
  if (parsed) return converter.convert(parsed.table());
  const toml::parse_error& error = parsed.error();
  diagnostics.error(converter.place(error.source().begin), 1,
                    "this is not TOML: " + base::printable(error.description()),
                    "names that hold anything but letters, digits, - and _ stand in quotes, "
                    "as in [pool.\"app*\"]; text values do too, as in rate = \"900/s\"");
  return std::nullopt;
}

// TOML allows no control bytes but tabs and line ends, and a NUL says that it is no text at all.
std::size_t control_byte(std::string_view text) {
  const auto found = std::ranges::find_if(text, [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte < 0x20 && c != '\t' && c != '\n' && c != '\r') || byte == 0x7F;
  });
  return found == text.end() ? std::string_view::npos
                             : static_cast<std::size_t>(found - text.begin());
}

}  // namespace

std::optional<TomlValue> parse_toml(const text::Source& source, text::FileId file,
                                    text::Diagnostics& diagnostics) {
  if (const std::size_t dot = too_many_dots(source.bytes()); dot != std::string_view::npos) {
    diagnostics.error(source.place(dot, file), 1,
                      fmt::format("more than {} dotted names in a row", dotted_names_max),
                      "a policy needs at most pool.NAME.server.NAME");
    return std::nullopt;
  }
  if (const std::size_t at = control_byte(source.bytes()); at != std::string_view::npos) {
    diagnostics.error(source.place(at, file), 1, "a control byte, which no TOML file holds",
                      "is this a text file?");
    return std::nullopt;
  }
  try {
    return parse_within_limits(source, file, diagnostics);
  } catch (const TomlAssertion&) {
    diagnostics.error({1, 1, file}, 1, "this is not TOML, and the reader cannot say where",
                      "see docs/guides/policy.md for what a policy holds");
    return std::nullopt;
  }
}

std::string describe(const TomlValue& value) {
  switch (value.kind) {
    case TomlKind::table:
      return "a table";
    case TomlKind::array:
      return "a list";
    case TomlKind::string:
      return fmt::format("\"{}\"", base::printable(value.text));
    case TomlKind::integer:
    case TomlKind::real:
      return fmt::format("{:g}", value.number);
    case TomlKind::boolean:
      return value.boolean ? "true" : "false";
    case TomlKind::date:
      return value.text;
    case TomlKind::other:
      return "a time";
  }
  return "";
}

}  // namespace ek::inputs
