// Statements that should open a block and do not.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "text/tree.h"

namespace ek::dialects::nginx {

// A statement that is a block wherever it may stand; `around`: the words of the block it is in,
// none for the top of the main file.
bool lacks_brace(std::span<const text::Word> words, std::span<const text::Word> around);

// What is said of it.
std::string no_opening_brace(std::string_view directive);

}  // namespace ek::dialects::nginx
