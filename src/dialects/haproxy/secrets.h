// Which words of a line must never be printed: passwords, keys and tokens. Judged from the words
// alone, before anything else sees them, and generously: a line that only looks like one is hidden.
#pragma once

#include <span>
#include <string_view>

#include "text/tree.h"

namespace ek::dialects::haproxy {

// Replaces each secret word, or the part of it that is secret, by base::redacted. True: the line
// holds a secret, and no excerpt may show it. New text is kept in the tree.
bool hide_secrets(std::span<text::Word> words, text::Tree& tree);

// An excerpt shows the comment at the end of a line, too: does it speak of a secret?
bool comment_holds_secret(std::string_view comment);

// Can a line begin with that word, in whatever section?
bool begins_statement(std::string_view word);

// For lines that could not be cut into words: might one be in there?
bool may_hold_secret(std::string_view line);

}  // namespace ek::dialects::haproxy
