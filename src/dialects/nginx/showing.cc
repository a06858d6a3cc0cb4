#include "dialects/nginx/showing.h"

#include <algorithm>

#include "base/secret.h"
#include "dialects/nginx/directive.h"
#include "dialects/nginx/secrets.h"

namespace ek::dialects::nginx {
namespace {

constexpr std::size_t all = SIZE_MAX;
constexpr std::string_view blanks = " \t\r\n\v\f";

std::size_t shown_of(std::string_view directive) {
  if (directive == "set") return 2;  // set $name VALUE;
  bool known = false;
  for (const Directive& entry : find_directives(directive)) {
    known = true;
    if (entry.support == model::Support::modelled || entry.support == model::Support::depends)
      return all;
  }
  return known || base::may_show_name(directive) ? 1 : 0;
}

bool is_table(std::string_view directive) {
  return directive == "map" || directive == "geo" || directive == "split_clients";
}

// Behind the statement that begins at `at`: its ";", "{" or "}" outside quotes.
std::size_t end_of_statement(std::string_view line, std::size_t at) {
  char quote = 0;
  for (; at < line.size(); ++at) {
    const char c = line[at];
    if (c == '\\') {
      ++at;
    } else if (quote != 0) {
      if (c == quote) quote = 0;
    } else if (c == '"' || c == '\'') {
      quote = c;
    } else if (c == ';' || c == '{' || c == '}') {
      return at + 1;
    }
  }
  return line.size();
}

}  // namespace

std::size_t words_shown(const text::Node& node, const text::Node* parent) {
  if (node.words.empty()) return all;
  if (parent != nullptr && is_table(parent->word(0))) return all;
  return shown_of(node.word(0));
}

std::size_t bytes_shown(std::string_view line) {
  std::size_t at = 0;
  while ((at = line.find_first_not_of(blanks, at)) != std::string_view::npos) {
    if (line[at] == '#') return at;  // comments are never shown
    const std::size_t word_end = std::min(line.find_first_of(" \t\r\n;{}", at), line.size());
    const std::string_view directive = line.substr(at, word_end - at);
    if (!directive.empty()) {
      const std::size_t shown = shown_of(directive);
      if (shown == 2) {
        const std::size_t name = std::min(line.find_first_not_of(blanks, word_end), line.size());
        return std::min(line.find_first_of(" \t;", name), line.size());
      }
      if (shown != all) return shown == 0 ? at : word_end;
    }
    at = end_of_statement(line, at);
    // Within the statement alone: a line may hold a great many.
    const std::size_t comment = line.substr(0, at).find('#', word_end);
    if (comment != std::string_view::npos && blanks.find(line[comment - 1]) != blanks.npos)
      return comment;
  }
  return line.size();
}

}  // namespace ek::dialects::nginx
