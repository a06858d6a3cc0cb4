// What is said of a line that cannot be cut into words, and what to do about it.
#include <fmt/format.h>

#include "dialects/haproxy/lexer.h"
#include "dialects/haproxy/limits.h"

namespace ek::dialects::haproxy {

std::string message_of(LexError error) {
  switch (error) {
    case LexError::none:
      break;
    case LexError::unmatched_quote:
      return "this quote is never closed on its line";
    case LexError::unmatched_brace:
      return "this brace of a variable is never closed";
    case LexError::bad_variable_name:
      return "a variable's name must begin with a letter or _";
    case LexError::bad_hexadecimal:
      return "\\x must be followed by two hexadecimal digits";
    case LexError::bad_expansion:
      return "only [*] may follow the name of a variable";
    case LexError::too_many_words:
      return fmt::format("more than {} words on one line", words_per_line);
    case LexError::too_large:
      return "the variables of this line expand to too much text";
  }
  return "";
}

std::string hint_of(LexError error) {
  switch (error) {
    case LexError::none:
      break;
    case LexError::unmatched_quote:
      return "close it, or write \\\" or \\' for the character itself";
    case LexError::unmatched_brace:
      return "write ${NAME}, ${NAME-default} or ${NAME[*]}";
    case LexError::bad_variable_name:
      return "write \\$ for a dollar inside double quotes";
    case LexError::bad_hexadecimal:
      return "write \\\\x for the characters themselves";
    case LexError::bad_expansion:
      return "write ${NAME[*]} to split a list into words";
    case LexError::too_many_words:
      return "HAProxy refuses it; split the line";
    case LexError::too_large:
      return fmt::format("the limit is {} KiB a line and {} MiB in all; check setenv and --env",
                         expanded_bytes_per_line >> 10, expanded_bytes_total >> 20);
  }
  return "";
}

}  // namespace ek::dialects::haproxy
