#include "dialects/nginx/recognise.h"

#include <algorithm>

#include "dialects/nginx/directive.h"
#include "dialects/nginx/lexer.h"

namespace ek::dialects::nginx {
namespace {

constexpr std::size_t looked_at_bytes = 64 * 1024;  // the first lines say it
constexpr int statements_enough = 50;

struct Tally {
  int known = 0, statements = 0, blocks = 0;
};

Tally tally(std::string_view text) {
  text::Tree tree;
  Lexer lexer(text.substr(0, looked_at_bytes), tree);
  Tally out;
  std::string_view first;
  std::size_t words = 0;
  while (out.statements < statements_enough) {
    const Token token = lexer.next();
    if (token.kind == TokenKind::end) break;
    if (token.kind == TokenKind::word) {
      if (words++ == 0) first = token.word.value;
      continue;
    }
    if (token.kind == TokenKind::comment) continue;
    if (token.kind == TokenKind::semicolon || token.kind == TokenKind::open) {
      ++out.statements;
      if (token.kind == TokenKind::open) ++out.blocks;
      const auto entries = find_directives(first);
      if (words <= 20 && !entries.empty()) ++out.known;
    }
    words = 0;
  }
  return out;
}

}  // namespace

int recognise(std::string_view text) {
  const Tally counts = tally(text);
  if (counts.statements == 0) return 0;
  const int share = 100 * counts.known / counts.statements;
  return counts.blocks > 0 ? share : share * 8 / 10;
}

}  // namespace ek::dialects::nginx
