#include "dialects/nginx/lexer.h"

#include <algorithm>
#include <string>

namespace ek::dialects::nginx {
namespace {

bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

bool ends_plain_word(char c) {
  return is_space(c) || c == ';' || c == '{';
}

}  // namespace

void Lexer::skip_space() {
  while (at_ < bytes_.size() && is_space(bytes_[at_])) {
    if (bytes_[at_] == '\n') ++line_;
    ++at_;
    after_quote_ = false;
  }
}

void Lexer::move_to(std::size_t position) {
  const std::string_view skipped = bytes_.substr(at_, position - at_);
  line_ += static_cast<std::uint32_t>(std::count(skipped.begin(), skipped.end(), '\n'));
  at_ = position;
  after_quote_ = false;
}

Token Lexer::finish(TokenKind kind, std::size_t begin, std::uint32_t line) {
  Token token;
  token.kind = kind;
  token.line = line;
  token.word.begin = static_cast<std::uint32_t>(begin);
  token.word.end = static_cast<std::uint32_t>(at_);
  return token;
}

Token Lexer::next() {
  skip_space();
  const std::size_t begin = at_;
  if (at_ >= bytes_.size()) return finish(TokenKind::end, begin, line_);
  const char c = bytes_[at_];
  if (after_quote_ && c != ';' && c != '{' && c != ')') {
    after_quote_ = false;
    return finish(TokenKind::missing_space, begin, line_);
  }
  after_quote_ = false;
  if (c == '"' || c == '\'') return quoted(c);
  if (c == '#') {
    at_ = std::min(bytes_.find('\n', at_), bytes_.size());
    return finish(TokenKind::comment, begin, line_);
  }
  if (c != ';' && c != '{' && c != '}') return plain();
  ++at_;
  return finish(c == ';'   ? TokenKind::semicolon
                : c == '{' ? TokenKind::open
                           : TokenKind::close,
                begin, line_);
}

Token Lexer::quoted(char quote) {
  const std::size_t begin = at_++;
  const std::uint32_t line = line_;
  bool escaped = false;
  while (at_ < bytes_.size() && bytes_[at_] != quote) {
    if (bytes_[at_] == '\n') ++line_;
    if (bytes_[at_] == '\\') {
      escaped = true;
      ++at_;
      if (at_ < bytes_.size() && bytes_[at_] == '\n') ++line_;
    }
    ++at_;
  }
  at_ = std::min(at_, bytes_.size());
  const std::string_view raw = bytes_.substr(begin + 1, at_ - begin - 1);
  const bool closed = at_ < bytes_.size();
  if (closed) ++at_;
  Token token = finish(TokenKind::word, begin, line);
  token.unterminated = !closed;
  token.too_long = raw.size() + 1 >= word_bytes_max;  // the closing quote counts
  token.word.value = escaped ? unescaped(raw) : raw;
  after_quote_ = closed;
  return token;
}

Token Lexer::plain() {
  const std::size_t begin = at_;
  const std::uint32_t line = line_;
  bool escaped = false, variable = false;
  while (at_ < bytes_.size()) {
    const char c = bytes_[at_];
    if (c == '{' && variable) {
      ++at_;  // `${`: the brace belongs to the variable, not to a block
      continue;
    }
    if (ends_plain_word(c)) break;
    variable = c == '$';
    if (c == '\\') {
      escaped = true;
      ++at_;
      if (at_ < bytes_.size() && bytes_[at_] == '\n') ++line_;
    }
    ++at_;
  }
  at_ = std::min(at_, bytes_.size());
  const std::string_view raw = bytes_.substr(begin, at_ - begin);
  Token token = finish(TokenKind::word, begin, line);
  token.too_long = raw.size() >= word_bytes_max;
  token.word.value = escaped ? unescaped(raw) : raw;
  return token;
}

// A backslash goes away before a quote or a backslash, makes a control character of t, r and n, and
// stays before anything else.
std::string_view Lexer::unescaped(std::string_view raw) {
  std::string out;
  out.reserve(raw.size());
  for (std::size_t i = 0; i < raw.size(); ++i) {
    const char c = raw[i];
    const char next = c == '\\' && i + 1 < raw.size() ? raw[i + 1] : '\0';
    switch (next) {
      case '"':
      case '\'':
      case '\\':
        out += next, ++i;
        break;
      case 't':
        out += '\t', ++i;
        break;
      case 'r':
        out += '\r', ++i;
        break;
      case 'n':
        out += '\n', ++i;
        break;
      default:
        out += c;
    }
  }
  return tree_.keep(out);
}

}  // namespace ek::dialects::nginx
