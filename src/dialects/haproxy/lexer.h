// One line of a configuration cut into words, as manual 2.2 and 2.3 describe: quotes, backslashes,
// comments, and environment variables inside double quotes. A word that means what it says stays a
// view of the file; any other is copied.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "dialects/haproxy/environment.h"
#include "text/tree.h"

namespace ek::dialects::haproxy {

enum class LexError : std::uint8_t {
  none,
  unmatched_quote,
  unmatched_brace,
  bad_variable_name,
  bad_hexadecimal,
  bad_expansion,   // "[" that is not "[*]" in a variable
  too_many_words,  // the words up to the limit are kept
  too_large,       // what the variables expand to
};

// Says what is wrong, and what to do. Never quotes the line.
std::string message_of(LexError error);
std::string hint_of(LexError error);

// A variable worth remembering: one without a value, or one whose value is a secret.
struct VariableUse {
  std::string_view name;
  std::size_t begin = 0;  // offset in the line of the name
  std::size_t end = 0;    // behind the variable; words that its value was split into begin here
  bool missing = false;   // it had neither a value nor a default
  bool secret = false;
};

// Reused from line to line, so that reading a line allocates nothing in the usual case.
struct LexedLine {
  std::vector<text::Word> words;  // offsets are in the line; begin of the first is its first byte
  std::vector<VariableUse> variables;
  LexError error = LexError::none;
  std::size_t error_at = 0;        // offset in the line
  std::size_t expanded_bytes = 0;  // that variables brought in
};

// Cuts `line` (without its line feed). Copied words go to `tree`. `expansion_left`: bytes that
// variables may still bring in. After an error the words before it are kept.
void lex(std::string_view line, const Environment& environment, const Here& here,
         std::size_t expansion_left, text::Tree& tree, LexedLine& out);

}  // namespace ek::dialects::haproxy
