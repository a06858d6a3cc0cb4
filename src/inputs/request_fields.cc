#include "inputs/request_fields.h"

#include <fmt/format.h>

#include <array>

#include "base/text.h"

namespace ek::inputs {
namespace {

// In the order of Field.
constexpr std::array<FieldWords, 9> field_words{{
    {"t", "a number of seconds, 0 or more", "\"t\":1.25"},
    {"src", "an IPv4 or IPv6 address in quotes", "\"src\":\"10.0.0.7\""},
    {"method", "text", "\"method\":\"GET\""},
    {"host", "text", "\"host\":\"www.example.com\""},
    {"path", "text that is not empty", "\"path\":\"/x?y=1\""},
    {"headers", "an object of texts", "\"headers\":{\"accept\":\"text/html\"}"},
    {"cookies", "an object of texts", "\"cookies\":{\"session\":\"a1\"}"},
    {"service_ms", "a number of milliseconds, 0 or more", "\"service_ms\":12"},
    {"bytes", "a whole number of bytes, 0 or more", "\"bytes\":512"},
}};

}  // namespace

const FieldWords& words_of(Field field) {
  return field_words[static_cast<std::size_t>(field)];
}

std::optional<Field> field_named(std::string_view name) {
  for (std::size_t i = 0; i < field_words.size(); ++i)
    if (field_words[i].name == name) return static_cast<Field>(i);
  return std::nullopt;
}

std::string hint_for_unknown(std::string_view name) {
  std::array<std::string_view, field_words.size()> names;
  for (std::size_t i = 0; i < names.size(); ++i) names[i] = field_words[i].name;
  const std::string_view meant = base::nearest(name, names);
  if (!meant.empty()) return fmt::format("did you mean {}?", meant);
  return "its fields are t, src, method, host, path, headers, cookies, service_ms and bytes";
}

}  // namespace ek::inputs
