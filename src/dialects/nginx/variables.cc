#include "dialects/nginx/variables.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "dialects/nginx/key.h"

namespace ek::dialects::nginx {
namespace {

using text::NodeKind;

constexpr std::uint32_t whole = 10'000;  // of a percentage, in hundredths

// "12.34%" in hundredths of a percent; 0: not one (the program takes no 0% either).
std::uint32_t hundredths(std::string_view text) {
  if (!text.ends_with('%')) return 0;
  text.remove_suffix(1);
  std::uint32_t value = 0;
  int after_point = -1;
  for (const char c : text) {
    if (c == '.' && after_point < 0) {
      after_point = 0;
      continue;
    }
    if (c < '0' || c > '9' || after_point == 2 || value > whole) return 0;
    value = value * 10 + static_cast<std::uint32_t>(c - '0');
    if (after_point >= 0) ++after_point;
  }
  for (int i = std::max(after_point, 0); i < 2; ++i) value *= 10;
  return value;
}

std::string percent(std::uint32_t value) {
  if (value % 100 == 0) return fmt::format("{}%", value / 100);
  return fmt::format("{}.{:02}%", value / 100, value % 100);
}

// The variable a map or split_clients block gives its values; nullptr with a diagnostic otherwise.
std::vector<VariableValue>* target_variable(Lowering& lowering, const Node& block) {
  const std::string_view name = block.word(2);
  if (name.starts_with('$')) return &lowering.variables[lower_case(name.substr(1))];
  lowering.error(block, 2, fmt::format("invalid variable name \"{}\"", base::printable(name)),
                 "a variable begins with \"$\"");
  return nullptr;
}

// A line "value result;" of a map or split_clients block; what is none is said.
bool is_pair(Lowering& lowering, const Node& line) {
  if (line.words.empty() || line.word(0) == "include") return false;
  if (line.kind == NodeKind::block) {
    lowering.error(line, 0, "unexpected \"{\": no block stands here", "end the line with \";\"");
    return false;
  }
  const bool flag = line.word(0) == "hostnames" || line.word(0) == "volatile";
  if (line.words.size() != 2 && !(flag && line.words.size() == 1)) {
    lowering.error(line, 0, "two words are needed here: a value and its result",
                   "quote what holds white space");
    return false;
  }
  return line.words.size() == 2;
}

std::string map_condition(std::string_view source, const Node& line) {
  if (line.word(0) == "default") return fmt::format("no other value of {} fits", source);
  return fmt::format("{} is {}", source, base::printable(line.word(0)));
}

std::string both(const std::string& a, const std::string& b) {
  if (a.empty() || b.empty()) return a + b;
  return a + ", " + b;
}

struct Expander {
  Lowering& lowering;
  std::size_t listener;
  Possibilities out;

  // Appends each way to write `parts[from…]` behind `so_far`.
  void expand(const std::vector<TemplatePart>& parts, std::size_t from, Possibility so_far,
              int depth);
  void expand_variable(const std::vector<TemplatePart>& parts, std::size_t from,
                       const Possibility& so_far, int depth);
};

void Expander::expand(const std::vector<TemplatePart>& parts, std::size_t from, Possibility so_far,
                      int depth) {
  while (from < parts.size() && !parts[from].variable) so_far.text += parts[from++].text;
  if (from < parts.size()) return expand_variable(parts, from, so_far, depth);
  if (out.list.size() < possibilities_max)
    out.list.push_back(std::move(so_far));
  else
    out.known = false;
}

void Expander::expand_variable(const std::vector<TemplatePart>& parts, std::size_t from,
                               const Possibility& so_far, int depth) {
  const auto found = lowering.variables.find(lower_case(parts[from].text));
  if (found == lowering.variables.end() || depth >= variable_depth_max) {
    out.known = false;
    return;
  }
  for (const VariableValue& value : found->second) {
    if (value.listener != 0 && listener != 0 && value.listener != listener) continue;
    if (out.list.size() >= possibilities_max || lowering.values_left == 0) {
      out.known = false;
      return;
    }
    --lowering.values_left;
    std::vector<TemplatePart> rest = split_template(value.value);
    rest.insert(rest.end(), parts.begin() + static_cast<std::ptrdiff_t>(from) + 1, parts.end());
    expand(rest, 0, {so_far.text, both(so_far.condition, value.condition)}, depth + 1);
  }
}

}  // namespace

void collect_set(Lowering& lowering, const Node& node, const Scope& scope) {
  const std::string_view name = node.word(1);
  if (!name.starts_with('$')) {
    lowering.error(node, 1, fmt::format("invalid variable name \"{}\"", base::printable(name)),
                   "a variable begins with \"$\"");
    return;
  }
  const std::string condition =
      scope.condition.empty() ? "" : "if " + base::printable(scope.condition);
  lowering.variables[lower_case(name.substr(1))].push_back(
      {std::string(node.word(2)), condition, scope.listener});
}

void collect_map(Lowering& lowering, const Node& block) {
  std::vector<VariableValue>* values = target_variable(lowering, block);
  if (values == nullptr) return;
  const std::string source = base::printable(block.word(1));
  for (const Node* line = block.first_child; line != nullptr; line = line->next) {
    if (!is_pair(lowering, *line)) continue;
    if (const char* fault = template_fault(line->word(1)))
      lowering.error(*line, 1, fault, "write $name or ${name}");
    values->push_back({std::string(line->word(1)), map_condition(source, *line), 0});
  }
}

void collect_split_clients(Lowering& lowering, const Node& block) {
  std::vector<VariableValue>* values = target_variable(lowering, block);
  if (values == nullptr) return;
  const std::string source = base::printable(block.word(1));
  std::uint32_t sum = 0;
  for (const Node* line = block.first_child; line != nullptr; line = line->next) {
    if (!is_pair(lowering, *line)) continue;
    const bool rest = line->word(0) == "*";
    const std::uint32_t share = rest ? whole - std::min(sum, whole) : hundredths(line->word(0));
    if (share == 0 && !rest) {
      lowering.error(*line, 0,
                     fmt::format("invalid percent value \"{}\"", base::printable(line->word(0))),
                     "write it as 12% or 0.25%, above 0%, with at most two decimals");
      continue;
    }
    sum += share;
    if (sum > whole)
      lowering.error(*line, 0, "the percentages add up to more than 100%", "lower one of them");
    values->push_back({std::string(line->word(1)),
                       fmt::format("{} of the values of {}", percent(share), source), 0});
  }
}

Possibilities possibilities(Lowering& lowering, std::string_view written, std::size_t listener) {
  Expander expander{lowering, listener, {}};
  expander.expand(split_template(written), 0, {}, 0);
  return std::move(expander.out);
}

}  // namespace ek::dialects::nginx
