// The lines "value result;" of the blocks that give a variable its values.
#pragma once

#include <functional>
#include <span>

#include "dialects/nginx/lowering.h"

namespace ek::dialects::nginx {

inline constexpr const char* no_block_here = "unexpected \"{\": no block stands here";
inline constexpr const char* end_the_line = "end the line with \";\"";

// The variable that such a block is about, the last word of its head; nullptr with a diagnostic.
Variable* target_variable(Lowering& lowering, const Node& block);

// Each pair of the block, those of its includes in their place; what is none is said, but for
// `flags`, the words that stand alone. An include that was not read holds values that nobody knows.
void for_each_pair(Lowering& lowering, const Node& block, Variable& variable,
                   std::span<const std::string_view> flags,
                   const std::function<void(const Node& line)>& take);

// That word as a value, with its place.
VariableValue value_at(const Lowering& lowering, const Node& line, std::size_t word);

}  // namespace ek::dialects::nginx
