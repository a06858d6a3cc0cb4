#include "dialects/haproxy/line.h"

#include <algorithm>

#include "base/secret.h"
#include "dialects/haproxy/action_words.h"
#include "dialects/haproxy/lexer.h"

namespace ek::dialects::haproxy {
namespace {

std::optional<std::string> unhidden(std::string_view raw) {
  if (raw.find('$') != std::string_view::npos) return std::nullopt;
  text::Tree tree;
  LexedLine lexed;
  lex(raw, Environment({}, {}), {}, 0, tree, lexed);
  if (lexed.error != LexError::none || lexed.words.size() != 1) return std::nullopt;
  return std::string(lexed.words[0].value);
}

}  // namespace

bool Line::hidden(std::size_t i) const {
  return word(i).find(base::redacted) != std::string_view::npos;
}

std::optional<std::string> Line::meant(std::size_t i) const {
  return hidden(i) ? unhidden(raw_text(i)) : std::string(word(i));
}

bool Line::is(std::size_t i, std::string_view expected) const {
  return hidden(i) ? unhidden(raw_text(i)) == expected : word(i) == expected;
}

std::size_t Line::condition(std::size_t i) const {
  i = std::min(std::max(i, own_words_end(*this)), size_);
  while (i < size_ && !is(i, "if") && !is(i, "unless")) ++i;
  return i;
}

}  // namespace ek::dialects::haproxy
