#include "dialects/nginx/opening_brace.h"

#include <fmt/format.h>

#include <algorithm>

#include "dialects/nginx/directive.h"
#include "dialects/nginx/shown.h"

namespace ek::dialects::nginx {

bool lacks_brace(std::span<const text::Word> words, std::span<const text::Word> around) {
  if (words.empty()) return false;
  const std::string_view name = words[0].value, outer = around.empty() ? "" : around[0].value;
  const bool parts_of_program = outer.empty() || outer == "http" || outer == "stream" ||
                                outer == "server" || outer == "location";
  if (!parts_of_program) return false;  // a table, or what nobody knows
  if (name == "server") return outer == "http" || outer == "stream";
  const auto entries = find_directives(name);
  return !entries.empty() && std::ranges::all_of(entries, &Directive::is_block);
}

std::string no_opening_brace(std::string_view directive) {
  return fmt::format("directive \"{}\" has no opening \"{{\"", shown(directive));
}

}  // namespace ek::dialects::nginx
