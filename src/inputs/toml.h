// TOML text as a plain tree: values with their places, tables in the order of the file.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "text/diagnostic.h"
#include "text/source.h"

namespace ek::inputs {

enum class TomlKind : std::uint8_t { table, array, string, integer, real, boolean, date, other };

struct TomlEntry;

struct TomlValue {
  TomlKind kind = TomlKind::table;
  std::string text;   // string: its value; date: "2027-03-31"
  double number = 0;  // integer and real
  bool boolean = false;
  std::vector<TomlEntry> entries;  // table
  std::vector<TomlValue> items;    // array
  text::Place at{};
  std::uint32_t length = 1;  // bytes on its first line
};

struct TomlEntry {
  std::string key;
  text::Place at{};  // of the key, where it stands first
  std::uint32_t length = 1;
  TomlValue value;
};

// Why a limit: tables nest by recursion, and no policy has more than four names in a row.
inline constexpr std::size_t dotted_names_max = 128;

// nullopt when the text is not TOML; the diagnostic says where and why.
std::optional<TomlValue> parse_toml(const text::Source& source, text::FileId file,
                                    text::Diagnostics& diagnostics);

// The same, of which nobody needs to hear why it is none.
std::optional<TomlValue> parse_quietly(std::string text);

// The value as a person would write it, for messages: `900`, `"900/s"`, `a table`.
std::string describe(const TomlValue& value);

}  // namespace ek::inputs
