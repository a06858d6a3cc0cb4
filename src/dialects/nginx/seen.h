// What may be said once in a block: simple directives, locations, addresses to listen on.
#pragma once

#include <string>
#include <string_view>

#include "dialects/nginx/lowering.h"

namespace ek::dialects::nginx {

// The line of that block that said `what` before; nullptr: `node` is the first, which is kept.
// Always nullptr where the block is a piece of one that stands elsewhere.
const Node* said_in_block(Lowering& lowering, BlockId block, std::string what, const Node& node);

// Is a part of the word a secret that was taken out? Two of them may look alike, and are not.
bool is_hidden(std::string_view word);

// "the first one is on line 3; keep one"
std::string where_first(const Lowering& lowering, const Node& first, const Node& node);

// Says that the directive stands in its block already.
void refuse_second(Lowering& lowering, const Node& first, const Node& node);

// Is the directive one that the program refuses the second time in one block? Said then.
void check_once(Lowering& lowering, const Node& node, const Scope& scope);

}  // namespace ek::dialects::nginx
