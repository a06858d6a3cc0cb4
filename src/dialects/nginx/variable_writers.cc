#include "dialects/nginx/variable_writers.h"

#include <algorithm>

#include "dialects/nginx/lowering.h"

namespace ek::dialects::nginx {
namespace {

using text::Node;

constexpr int depth_max = 64;  // what is deeper may hold anything

bool runs_code(std::string_view directive) {
  return directive.find("_by_lua") != std::string_view::npos || directive.starts_with("js_") ||
         directive.starts_with("perl");
}

bool captures(const Node& line, std::string_view name) {
  return std::ranges::any_of(line.words, [&](const text::Word& word) {
    const auto at = lower_case(word.value).find(std::string(name) + ">");
    return at != std::string::npos && at > 0 && (word.value[at - 1] == '<');
  });
}

bool is_variable(std::string_view word, std::string_view name) {
  return word.starts_with('$') && lower_case(word.substr(1)) == name;
}

bool writes(const Node& line, std::string_view name) {
  const std::string_view directive = line.word(0);
  if (runs_code(directive) || captures(line, name)) return true;
  if (directive.ends_with("_set") && is_variable(line.word(1), name)) return true;
  if (directive == "geo" && (is_variable(line.word(1), name) || is_variable(line.word(2), name)))
    return true;
  if (directive != "map" || !is_variable(line.word(2), name)) return false;
  for (const Node* child = line.first_child; child != nullptr; child = child->next)
    if (child->word(0) == "include") return true;
  return false;
}

bool any_below(const Node& node, std::string_view name, int depth) {
  if (depth > depth_max) return true;
  for (const Node* child = node.first_child; child != nullptr; child = child->next)
    if (writes(*child, name) || any_below(*child, name, depth + 1)) return true;
  return false;
}

}  // namespace

bool written_elsewhere(const text::Tree& tree, std::string_view name) {
  return std::ranges::any_of(tree.files(),
                             [&](const Node* file) { return any_below(*file, name, 0); });
}

}  // namespace ek::dialects::nginx
