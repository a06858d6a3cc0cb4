#include "inputs/toml_twice.h"

#include <algorithm>

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

}  // namespace

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

}  // namespace ek::inputs
