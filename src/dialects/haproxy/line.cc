#include "dialects/haproxy/line.h"

#include <algorithm>
#include <array>

#include "base/secret.h"
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

// The words of its own that an action takes whatever they are ("if" may be one).
struct Action {
  std::string_view name;
  std::size_t words;
};
constexpr std::array actions{
    Action{"add-header", 2},    Action{"set-header", 2},  Action{"replace-header", 3},
    Action{"replace-value", 3}, Action{"del-header", 1},  Action{"replace-path", 2},
    Action{"replace-pathq", 2}, Action{"replace-uri", 2}, Action{"set-path", 1},
    Action{"set-pathq", 1},     Action{"set-query", 1},   Action{"set-uri", 1},
    Action{"set-method", 1},    Action{"early-hint", 2},  Action{"set-map", 2},
    Action{"del-map", 1},       Action{"add-acl", 1},     Action{"del-acl", 1},
    Action{"set-var-fmt", 1},   Action{"cache-use", 1},   Action{"cache-store", 1}};

// Parameters of those that answer: each takes so many.
constexpr std::array<std::string_view, 5> answering{"return", "deny", "tarpit", "redirect", "auth"};
constexpr std::array parameters{
    Action{"location", 1},  Action{"prefix", 1},      Action{"scheme", 1},
    Action{"code", 1},      Action{"set-cookie", 1},  Action{"clear-cookie", 1},
    Action{"status", 1},    Action{"deny_status", 1}, Action{"content-type", 1},
    Action{"errorfile", 1}, Action{"errorfiles", 1},  Action{"file", 1},
    Action{"lf-file", 1},   Action{"string", 1},      Action{"lf-string", 1},
    Action{"hdr", 2},       Action{"realm", 1}};

template <std::size_t N>
std::size_t words_of(const std::array<Action, N>& list, const Line& line, std::size_t i) {
  const std::string word = line.meant(i).value_or("");
  const std::string_view name = std::string_view(word).substr(0, word.find('('));
  for (const Action& one : list)
    if (one.name == name) return one.words;
  return 0;
}

// Where the action of a rule stands; nullopt: it is no rule, or its action takes no such words.
std::optional<std::size_t> action_word(const Line& line) {
  const std::string_view verb = line.word(0);
  if (verb == "redirect") return 0;
  if (verb.starts_with("http-re") || verb == "http-after-response") return 1;
  if (verb.starts_with("tcp-re") || (verb == "stats" && line.word(1) == "http-request")) return 2;
  return std::nullopt;
}

std::size_t own_words_end(const Line& line) {
  const auto where = action_word(line);
  if (!where) return 0;
  const std::size_t action = *where;
  std::size_t i = action + 1 + words_of(actions, line, action);
  if (std::ranges::find(answering, line.word(action)) == answering.end()) return i;
  while (i < line.size()) {  // between them stand flags, as drop-query and default-errorfiles
    if (line.is(i, "if") || line.is(i, "unless")) return i;
    i += 1 + words_of(parameters, line, i);
  }
  return i;
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
