#include "inputs/toml_twice.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "base/text.h"

namespace ek::inputs {
namespace {

bool is_header(std::string_view line) {
  return base::trim(line).starts_with('[');
}

// The header that the statement in line `number` stands below, and that statement.
std::string alone(const text::Source& source, std::uint32_t number) {
  const std::string statement(source.line(number));
  if (is_header(statement)) return statement + "\n";
  std::uint32_t header = number - 1;
  while (header > 0 && !is_header(source.line(header))) --header;
  return header == 0 ? statement + "\n"
                     : std::string(source.line(header)) + "\n" + statement + "\n";
}

const TomlEntry* find(const TomlValue& table, std::string_view key) {
  for (const TomlEntry& entry : table.entries)
    if (entry.key == key) return &entry;
  return nullptr;
}

// Of a list of tables, the last one is meant.
const TomlValue& table_of(const TomlValue& value) {
  return value.kind == TomlKind::array && !value.items.empty() ? value.items.back() : value;
}

// The line of a key or table that `again` gives once more; nullopt: it cannot be told, as within
// one line.
std::optional<std::uint32_t> first_line_of(const text::Source& source, text::Place again) {
  const std::string_view bytes = source.bytes();
  const auto before = parse_quietly(std::string(bytes.substr(0, source.line_start(again.line))));
  const std::string text = alone(source, again.line);
  const auto statement = parse_quietly(text);
  if (!before || !statement) return std::nullopt;
  const auto last_line = static_cast<std::uint32_t>(std::ranges::count(text, '\n'));
  std::optional<std::uint32_t> line;
  const TomlValue* there = &*before;
  for (const TomlValue* here = &*statement; !table_of(*here).entries.empty();) {
    const TomlEntry& wanted = table_of(*here).entries.front();
    const TomlEntry* found = find(table_of(*there), wanted.key);
    if (found == nullptr) break;
    const bool table = found->value.kind == TomlKind::table;  // its name may stand earlier
    if (wanted.at.line == last_line) line = table ? found->value.at.line : found->at.line;
    here = &wanted.value;
    there = &found->value;
  }
  return line;
}

enum class Second { key, table, other_kind };

// These are the words of toml++ 3.x, which has no codes for its errors; it also shows the name
// garbled where it is quoted. policy_test fails if they change.
std::optional<Second> second_of(std::string_view what, std::string_view line) {
  if (what.find("cannot redefine") == std::string_view::npos) return std::nullopt;
  if (what.find("' as ") != std::string_view::npos) return Second::other_kind;
  return is_header(line) ? Second::table : Second::key;
}
bool as_list(std::string_view what) {
  return what.ends_with("' as array-of-tables");
}

std::string_view name_of(Second second) {
  switch (second) {
    case Second::key:
      return "key";
    case Second::table:
      return "table";
    case Second::other_kind:
      return "name";
  }
  return "";
}

std::string_view hint_for(Second second, bool list) {
  if (list) return "write two brackets each time, as in [[waiver]]";
  if (second == Second::table) return "put all its keys below one header";
  return "keep one of the two";
}

}  // namespace

bool refuse_second(const text::Source& source, text::Place at, std::string_view what,
                   text::Diagnostics& diagnostics) {
  const auto second = second_of(what, source.line(at.line));
  if (!second) return false;
  const auto first = first_line_of(source, at);
  diagnostics.error(
      at, 1,
      fmt::format("this {} is there already{}, and TOML takes each once", name_of(*second),
                  first ? fmt::format(", in line {}", *first) : std::string()),
      std::string(hint_for(*second, as_list(what))));
  return true;
}

}  // namespace ek::inputs
