// nginx's lexical grammar: words, quotes with their escapes, `${var}`, comments, and the three
// marks ; { } (nginx.org, "Beginner's Guide", configuration file's structure; details by the
// program's own behaviour). Never fails: what the program refuses becomes a token that says so.
#pragma once

#include <cstdint>
#include <string_view>

#include "text/tree.h"

namespace ek::dialects::nginx {

// Why: the program reads its files through a buffer of this size and refuses a longer parameter.
inline constexpr std::size_t word_bytes_max = 4096;

enum class TokenKind : std::uint8_t {
  word,
  semicolon,
  open,
  close,
  comment,
  end,            // of the file
  missing_space,  // a closing quote runs into the next word; that word follows
};

struct Token {
  TokenKind kind = TokenKind::end;
  bool unterminated = false;  // a quote that the file's end cut off
  bool too_long = false;      // a word longer than the program takes
  std::uint32_t line = 1;     // 1-based, of the first byte
  text::Word word;            // begin and end for every kind
};

class Lexer {
 public:
  // Unescaped words are kept in `tree`; `bytes` outlives it.
  Lexer(std::string_view bytes, text::Tree& tree) : bytes_(bytes), tree_(tree) {}

  Token next();
  std::size_t position() const { return at_; }
  void move_to(std::size_t position);  // forwards only: a block in another language was skipped

 private:
  Token finish(TokenKind kind, std::size_t begin, std::uint32_t line);
  Token quoted(char quote);
  Token plain();
  std::string_view unescaped(std::string_view raw);
  void skip_space();

  std::string_view bytes_;
  text::Tree& tree_;
  std::size_t at_ = 0;
  std::uint32_t line_ = 1;
  bool after_quote_ = false;
};

}  // namespace ek::dialects::nginx
