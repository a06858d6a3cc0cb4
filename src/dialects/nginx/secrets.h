// Words that hold passwords, tokens and keys: their value is replaced before anybody can print it.
// The raw bytes stay in the source, which only `dump source` prints.
#pragma once

#include <span>

#include "text/tree.h"

namespace ek::dialects::nginx {

// true: a word was hidden.
bool hide_secrets(std::span<text::Word> words, text::Tree& tree);

}  // namespace ek::dialects::nginx
