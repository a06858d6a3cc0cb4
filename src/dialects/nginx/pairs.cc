#include "dialects/nginx/pairs.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace ek::dialects::nginx {
namespace {

using text::NodeKind;
using Flags = std::span<const std::string_view>;

bool is_pair(Lowering& lowering, const Node& line, Flags flags) {
  if (line.words.empty()) return false;
  if (line.kind == NodeKind::block) {
    lowering.error_of_any(line, 0, no_block_here, end_the_line);
    return false;
  }
  if (line.words.size() == 2) return true;
  const bool flag = std::ranges::find(flags, line.word(0)) != flags.end();
  if (!flag || line.words.size() != 1)
    lowering.error_of_any(line, 0, "two words are needed here: a value and its result",
                          "quote what holds white space");
  return false;
}

struct Pairs {
  Lowering& lowering;
  Variable& variable;
  Flags flags;
  const std::function<void(const Node& line)>& take;

  void walk(const Node& block, int depth) {
    for (const Node* line = block.first_child; line != nullptr; line = line->next) {
      if (!is_pair(lowering, *line, flags)) continue;
      if (line->word(0) == "include")
        include(*line, depth);
      else
        take(*line);
    }
  }

  void include(const Node& line, int depth) {
    const auto files = lowering.document.includes.find(&line);
    const bool read = files != lowering.document.includes.end() && !files->second.empty();
    if (!read || depth == include_depth_max) {
      variable.has_others = true;
      return;
    }
    for (const Node* root : files->second) walk(*root, depth + 1);
  }

  static constexpr int include_depth_max = 20;  // Why: they recurse; real ones have one level
};

}  // namespace

Variable* target_variable(Lowering& lowering, const Node& block) {
  const std::size_t last = block.words.size() - 1;
  const std::string_view name = block.word(last);
  if (name.starts_with('$')) return &lowering.variables[lower_case(name.substr(1))];
  lowering.error(block, last, fmt::format("invalid variable name \"{}\"", base::printable(name)),
                 "a variable begins with \"$\"");
  return nullptr;
}

void for_each_pair(Lowering& lowering, const Node& block, Variable& variable, Flags flags,
                   const std::function<void(const Node& line)>& take) {
  Pairs{lowering, variable, flags, take}.walk(block, 0);
}

VariableValue value_at(const Lowering& lowering, const Node& line, std::size_t word) {
  VariableValue value;
  value.value = std::string(line.word(word));
  value.at = lowering.place(line, word);
  value.length = Lowering::length(line, word);
  return value;
}

}  // namespace ek::dialects::nginx
