// The fields of a request file's lines, and what is said of them (docs/guides/requests.md).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ek::inputs {

enum class Field : std::uint8_t { t, src, method, host, path, headers, cookies, service_ms, bytes };

struct FieldWords {
  std::string_view name, wanted, example;
};

inline constexpr double time_s_max = 1e10;     // some 300 years; beyond, microseconds are lost
inline constexpr double service_ms_max = 1e9;  // eleven days on one request
inline constexpr std::string_view example_line =
    R"(write one object a line, such as {"src":"10.0.0.7","path":"/"})";

const FieldWords& words_of(Field field);
std::optional<Field> field_named(std::string_view name);
std::string hint_for_unknown(std::string_view name);  // the nearest field, or all of them

}  // namespace ek::inputs
