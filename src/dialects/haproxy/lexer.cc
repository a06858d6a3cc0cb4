#include "dialects/haproxy/lexer.h"

#include <algorithm>

#include "dialects/haproxy/limits.h"
#include "dialects/haproxy/secret_words.h"

namespace ek::dialects::haproxy {
namespace {

bool is_space(char c) {
  return c == ' ' || (c >= '\t' && c <= '\r');
}
bool is_line_end(char c) {
  return c == '\r' || c == '\n';
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool is_name(char c) {
  return is_letter(c) || is_digit(c) || c == '_';
}

int hex_value(char c) {
  if (is_digit(c)) return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// Everything that is not one of these means itself.
bool is_plain(char c) {
  return static_cast<unsigned char>(c) > '\\' || (c > '\'' && c < '\\') || c == '!' || c == '%' ||
         c == '&';
}

class Lexer {
 public:
  Lexer(std::string_view line, const Environment& environment, const Here& here,
        std::size_t expansion_left, text::Tree& tree, LexedLine& out)
      : line_(line),
        environment_(environment),
        here_(here),
        expansion_left_(std::min(expansion_left, expanded_bytes_per_line)),
        tree_(tree),
        out_(out) {}

  void run() {
    while (at_ < line_.size() && is_space(line_[at_])) ++at_;
    while (at_ < line_.size() && out_.error == LexError::none) {
      const char c = line_[at_];
      if (is_plain(c)) {
        plain();
      } else if (is_line_end(c)) {
        break;
      } else if (quote_ == 0 && c == '#') {
        break;
      } else if (quote_ == 0 && is_space(c)) {
        end_word();
        while (at_ < line_.size() && is_space(line_[at_])) ++at_;
      } else {
        special(c);
      }
    }
    if (out_.error == LexError::none && quote_ != 0) fail(LexError::unmatched_quote, quote_at_);
    if (out_.error == LexError::none || out_.error == LexError::too_many_words) end_word();
  }

 private:
  void begin_word() {
    if (in_word_) return;
    in_word_ = true;
    begin_ = at_;
    copied_ = false;
    copy_.clear();
  }

  void plain() {
    begin_word();
    const std::size_t start = at_;
    while (at_ < line_.size() && is_plain(line_[at_])) ++at_;
    if (copied_) copy_.append(line_.substr(start, at_ - start));
  }

  void special(char c) {
    begin_word();
    if (c == '"' && quote_ != '\'') {
      toggle('"');
    } else if (c == '\'' && quote_ != '"') {
      toggle('\'');
    } else if (c == '\\' && quote_ != '\'') {
      escape();
    } else if (c == '$' && quote_ == '"') {
      variable();
    } else {
      if (copied_) copy_ += c;
      ++at_;
    }
  }

  // From here on the word's value differs from its bytes.
  void start_copy() {
    if (copied_) return;
    copied_ = true;
    copy_.assign(line_.substr(begin_, at_ - begin_));
  }

  void toggle(char quote) {
    start_copy();
    quote_ = quote_ == 0 ? quote : '\0';
    quote_at_ = at_;
    ++at_;
  }

  void escape() {
    const char next = at_ + 1 < line_.size() ? line_[at_ + 1] : '\0';
    char value = 0;
    switch (next) {
      case ' ':
      case '\\':
      case '#':
      case '\'':
      case '"':
        value = next;
        break;
      case 't':
        value = '\t';
        break;
      case 'n':
        value = '\n';
        break;
      case 'r':
        value = '\r';
        break;
      case '$':
        value = quote_ == '"' ? '$' : '\0';
        break;
      case 'x':
        return hexadecimal();
      default:
        break;
    }
    if (value == 0) {  // not an escape: the backslash stands for itself
      if (copied_) copy_ += '\\';
      ++at_;
      return;
    }
    start_copy();
    copy_ += value;
    at_ += 2;
  }

  void hexadecimal() {
    const int high = at_ + 2 < line_.size() ? hex_value(line_[at_ + 2]) : -1;
    const int low = at_ + 3 < line_.size() ? hex_value(line_[at_ + 3]) : -1;
    if (high < 0 || low < 0) return fail(LexError::bad_hexadecimal, at_);
    start_copy();
    copy_ += static_cast<char>(high * 16 + low);
    at_ += 4;
  }

  void variable() {
    start_copy();
    std::size_t at = at_ + 1;
    const auto peek = [&] { return at < line_.size() ? line_[at] : '\0'; };
    const bool brace = peek() == '{';
    const std::size_t brace_at = at;
    if (brace) ++at;
    if (!is_letter(peek()) && peek() != '_' && peek() != '.')
      return fail(LexError::bad_variable_name, std::min(at, line_.size() - 1));
    const std::size_t name_at = at;
    if (peek() == '.') ++at;
    while (is_name(peek())) ++at;
    const std::string_view name = line_.substr(name_at, at - name_at);
    std::optional<std::string> value = environment_.get(name, here_);
    if (name[0] == '.' && !value) return fail(LexError::bad_variable_name, name_at);
    bool split = false;
    if (brace) {
      if (peek() == '[') {
        if (line_.substr(at, 3) != "[*]") return fail(LexError::bad_expansion, at);
        split = true;
        at += 3;
      }
      const std::size_t close = line_.find('}', at);
      if (close == std::string_view::npos || (peek() != '}' && peek() != '-'))
        return fail(LexError::unmatched_brace, brace_at);
      if (peek() == '-' && !value) value = std::string(line_.substr(at + 1, close - at - 1));
      at = close + 1;
    }
    remember({name, name_at, at, !value, names_secret(name)});
    at_ = at;
    if (value) expand(*value, split);
  }

  void remember(const VariableUse& use) {
    if (use.missing && ++missing_ > missing_variables_kept && !use.secret) return;
    if (use.missing || use.secret) out_.variables.push_back(use);
  }

  void expand(std::string_view value, bool split) {
    out_.expanded_bytes += value.size();
    if (out_.expanded_bytes > expansion_left_) return fail(LexError::too_large, at_ - 1);
    for (std::size_t i = 0; i < value.size(); ++i) {
      if (!split || !is_space(value[i])) {
        copy_ += value[i];
        continue;
      }
      next_word_here();
      while (i + 1 < value.size() && is_space(value[i + 1])) ++i;
    }
  }

  // A list in a variable becomes several words; all but the first have no bytes of their own.
  void next_word_here() {
    end_word();
    in_word_ = true;
    begin_ = at_;
    copied_ = true;
    copy_.clear();
  }

  void end_word() {
    if (!in_word_) return;
    in_word_ = false;
    if (out_.words.size() >= words_kept_per_line) return fail(LexError::too_many_words, begin_);
    const std::string_view value =
        copied_ ? tree_.keep(std::string_view(copy_)) : line_.substr(begin_, at_ - begin_);
    out_.words.push_back(
        {static_cast<std::uint32_t>(begin_), static_cast<std::uint32_t>(at_), value});
  }

  void fail(LexError error, std::size_t at) {
    if (out_.error != LexError::none) return;
    out_.error = error;
    out_.error_at = at;
  }

  std::string_view line_;
  const Environment& environment_;
  const Here& here_;
  std::size_t expansion_left_;
  text::Tree& tree_;
  LexedLine& out_;

  std::size_t at_ = 0;
  std::size_t begin_ = 0;
  std::size_t quote_at_ = 0;
  std::size_t missing_ = 0;
  char quote_ = '\0';
  bool in_word_ = false;
  bool copied_ = false;
  std::string copy_;
};

}  // namespace

void lex(std::string_view line, const Environment& environment, const Here& here,
         std::size_t expansion_left, text::Tree& tree, LexedLine& out) {
  out.words.clear();
  out.variables.clear();
  out.error = LexError::none;
  out.error_at = 0;
  out.expanded_bytes = 0;
  Lexer(line, environment, here, expansion_left, tree, out).run();
  if (out.error == LexError::none && out.words.size() > words_per_line) {
    out.error = LexError::too_many_words;
    out.error_at = out.words[words_per_line].begin;
  }
}

}  // namespace ek::dialects::haproxy
