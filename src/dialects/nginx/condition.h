// What stands between the parentheses of `if`.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "text/tree.h"

namespace ek::dialects::nginx {

struct Condition {
  std::string_view variable;   // "$name"; "" where a file is looked for
  std::size_t comparison = 0;  // the word that says how; 0: none
  std::size_t value = 0;       // the last word
  std::string_view operand;    // that, without the parenthesis
};

// nullopt: it is none.
std::optional<Condition> read_condition(const text::Node& node);

}  // namespace ek::dialects::nginx
