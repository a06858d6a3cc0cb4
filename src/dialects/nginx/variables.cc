#include "dialects/nginx/variables.h"

#include <fmt/format.h>

#include <array>
#include <set>
#include <string>

#include "base/text.h"
#include "dialects/nginx/builtin.h"
#include "dialects/nginx/key.h"
#include "dialects/nginx/pairs.h"
#include "dialects/nginx/patterns.h"
#include "dialects/nginx/seen.h"
#include "dialects/nginx/unknown_variables.h"

namespace ek::dialects::nginx {
namespace {

constexpr std::array<std::string_view, 2> map_flags{"hostnames", "volatile"};
constexpr std::array<std::string_view, 3> geo_flags{"ranges", "proxy_recursive", "volatile"};
constexpr model::Version geo_volatile_since{1, 29, 3};

std::string map_condition(std::string_view source, const Node& line) {
  if (line.word(0) == "default") return fmt::format("no other value of {} fits", source);
  return fmt::format("{} is {}", source, base::printable(line.word(0)));
}

void note_captures(Lowering& lowering, std::string_view text) {
  for (const std::string_view name : capture_names(text))
    lowering.variables[lower_case(name)].has_others = true;
}

void check_geo_flags(Lowering& lowering, const Node& block) {
  if (geo_volatile_since <= lowering.version) return;
  for (const Node* line = block.first_child; line != nullptr; line = line->next)
    if (line->words.size() == 1 && line->word(0) == "volatile")
      lowering.version_error(
          *line, 0,
          fmt::format("geo takes \"volatile\" from version {} on; this is {}",
                      model::to_string(geo_volatile_since), model::to_string(lowering.version)));
}

// Values compare without case, patterns may be there twice.
void refuse_second_key(Lowering& lowering, const Node& line, std::set<std::string>& keys) {
  if (line.word(0).starts_with('~') || is_hidden(line.word(0))) return;
  std::string key = lower_case(line.word(0));
  if (line.word(0) != "default" && key == "default") key = "\\default";
  if (key.starts_with('\\') && key != "\\default") key.erase(0, 1);
  if (keys.insert(key).second) return;
  const bool other = key == "default";
  lowering.error(line, 0,
                 other ? "duplicate default map parameter"
                       : fmt::format("conflicting parameter \"{}\"", base::printable(line.word(0))),
                 other ? "keep one of them" : "one value has one result: keep one of them");
}

void check_map_pattern(Lowering& lowering, const Node& line) {
  const std::string_view key = line.word(0);
  if (key.starts_with('~'))
    check_pattern(lowering, line, 0, key.substr(key.starts_with("~*") ? 2 : 1));
}

// "auth_request_set", "js_set", "set_by_lua_block", "perl_set", "keyval": what they give is not
// written here.
bool gives_unread_value(std::string_view directive) {
  return directive == "keyval" || directive == "js_var" || directive.starts_with("set_") ||
         (directive.ends_with("_set") && directive.size() > 4);
}

}  // namespace

void collect_set(Lowering& lowering, const Node& node, const Scope& scope) {
  const std::string_view name = node.word(1);
  if (!name.starts_with('$')) {
    lowering.error(node, 1, fmt::format("invalid variable name \"{}\"", base::printable(name)),
                   "a variable begins with \"$\"");
    return;
  }
  VariableValue value = value_at(lowering, node, 2);
  if (!scope.condition.empty()) value.condition = "if " + base::printable(scope.condition);
  value.listener = scope.listener;
  lowering.variables[lower_case(name.substr(1))].values.push_back(std::move(value));
}

bool gives_values(std::string_view directive) {
  return directive == "map" || directive == "geo" || directive == "split_clients";
}

void refuse_fixed(Lowering& lowering, const Node& node, std::size_t word) {
  const std::string_view written = node.word(word);
  if (!written.starts_with('$') || !is_fixed_variable(lower_case(written.substr(1)))) return;
  lowering.error(node, word,
                 fmt::format("the duplicate \"{}\" variable", base::printable(written.substr(1))),
                 "the program sets this one itself: choose another name");
}

void collect_map(Lowering& lowering, const Node& block, model::Layer layer) {
  Variable* variable = target_variable(lowering, block);
  if (variable == nullptr) return;
  const std::string source = base::printable(block.word(1));
  std::set<std::string> keys;
  for_each_pair(lowering, block, *variable, map_flags, [&](const Node& line) {
    refuse_second_key(lowering, line, keys);
    if (const char* fault = template_fault(line.word(1)))
      lowering.error(line, 1, fault, "write $name or ${name}");
    note_captures(lowering, line.word(0));
    check_map_pattern(lowering, line);
    note_variables_of_result(lowering, line, 1, layer);
    variable->values.push_back(value_at(lowering, line, 1));
    variable->values.back().condition = map_condition(source, line);
  });
}

void collect_geo(Lowering& lowering, const Node& block) {
  Variable* variable = target_variable(lowering, block);
  if (variable == nullptr) return;
  const std::string source =
      block.words.size() > 2 ? base::printable(block.word(1)) : "the client's address";
  check_geo_flags(lowering, block);
  for_each_pair(lowering, block, *variable, geo_flags, [&](const Node& line) {
    if (line.word(0) == "proxy" || line.word(0) == "delete") return;
    VariableValue value = value_at(lowering, line, 1);
    value.condition = line.word(0) == "default"
                          ? fmt::format("no range of {} fits", source)
                          : fmt::format("{} is in {}", source, base::printable(line.word(0)));
    variable->values.push_back(std::move(value));
  });
}

void note_unread_values(Lowering& lowering, const Node& node) {
  const bool unread = gives_unread_value(node.word(0));
  for (std::size_t i = 1; i < node.words.size(); ++i) {
    note_captures(lowering, node.word(i));
    const bool given = i == 1 || node.word(0) != "auth_request_set";  // which evaluates the second
    if (unread && given && node.word(i).starts_with('$'))
      lowering.variables[lower_case(node.word(i).substr(1))].has_others = true;
  }
}

}  // namespace ek::dialects::nginx
