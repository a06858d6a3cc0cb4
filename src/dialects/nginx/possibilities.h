// Which places a target with variables may name: what it may become with the values of its
// variables.
#pragma once

#include "dialects/nginx/lowering.h"

namespace ek::dialects::nginx {

// Why: two maps of a thousand lines in one target would be a million possibilities.
inline constexpr std::size_t possibilities_max = 1000;
inline constexpr int variable_depth_max = 8;  // a variable whose value is a variable, and so on

struct Possibility {
  std::string text;                     // up to its host's end no variable is left in it
  std::string condition;                // what must hold; "" always
  std::optional<double> share = 1;      // of the keys' values; nullopt: not told
  const VariableValue* from = nullptr;  // in which it ends; nullptr: it is written out
};

// `known` is false when some value is not written in the files read; the possibilities found are
// listed all the same.
struct Possibilities {
  std::vector<Possibility> list;
  bool known = true;
};
Possibilities possibilities(Lowering& lowering, std::string_view written, std::size_t listener);

}  // namespace ek::dialects::nginx
