// Words that hold passwords, tokens and keys: their value is replaced before anybody can print it.
// The raw bytes stay in the source, which only `dump source` prints.
#pragma once

#include <span>
#include <string_view>

#include "text/tree.h"

namespace ek::dialects::nginx {

// The words of one statement or block line; `around`: the words of the block it stands in.
// true: a word was hidden, and the lines it stands on must not be shown either.
bool hide_secrets(std::span<text::Word> words, std::span<const text::Word> around,
                  text::Tree& tree);

// The words of a block whose lines are values, not directives: map, geo, split_clients.
bool is_table(std::span<const text::Word> block);

// Does this text (a comment, another language's code) speak of a password, a token, a key?
bool speaks_of_secrets(std::string_view text);

}  // namespace ek::dialects::nginx
