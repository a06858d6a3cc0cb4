#include "dialects/haproxy/action_words.h"

#include <algorithm>
#include <array>
#include <string>

#include "dialects/haproxy/line.h"

namespace ek::dialects::haproxy {
namespace {

// The last `formats` of the words are log-formats.
struct Taking {
  std::string_view name;
  std::size_t words, formats;
};
constexpr std::array actions{
    Taking{"add-acl", 1, 1},       Taking{"add-header", 2, 1},    Taking{"cache-store", 1, 0},
    Taking{"cache-use", 1, 0},     Taking{"del-acl", 1, 1},       Taking{"del-header", 1, 0},
    Taking{"del-map", 1, 1},       Taking{"early-hint", 2, 1},    Taking{"replace-header", 3, 1},
    Taking{"replace-path", 2, 1},  Taking{"replace-pathq", 2, 1}, Taking{"replace-uri", 2, 1},
    Taking{"replace-value", 3, 1}, Taking{"set-header", 2, 1},    Taking{"set-map", 2, 2},
    Taking{"set-method", 1, 1},    Taking{"set-path", 1, 1},      Taking{"set-pathq", 1, 1},
    Taking{"set-query", 1, 1},     Taking{"set-uri", 1, 1},       Taking{"set-var-fmt", 1, 1}};

// Parameters of those that answer: each takes so many.
constexpr std::array<std::string_view, 5> answering{"return", "deny", "tarpit", "redirect", "auth"};
constexpr std::array parameters{
    Taking{"location", 1, 1},  Taking{"prefix", 1, 1},      Taking{"scheme", 1, 1},
    Taking{"code", 1, 0},      Taking{"set-cookie", 1, 0},  Taking{"clear-cookie", 1, 0},
    Taking{"status", 1, 0},    Taking{"deny_status", 1, 0}, Taking{"content-type", 1, 0},
    Taking{"errorfile", 1, 0}, Taking{"errorfiles", 1, 0},  Taking{"file", 1, 0},
    Taking{"lf-file", 1, 0},   Taking{"string", 1, 0},      Taking{"lf-string", 1, 1},
    Taking{"hdr", 2, 1},       Taking{"realm", 1, 0}};

// "set-map(file)" is set-map.
template <class Rows>
const typename Rows::value_type* row_of(const Rows& rows, const Line& line, std::size_t i) {
  const std::string word = line.meant(i).value_or("");
  const std::string_view name = std::string_view(word).substr(0, word.find('('));
  const auto* found = std::ranges::find_if(rows, [&](const auto& row) { return row.name == name; });
  return found == rows.end() ? nullptr : found;
}

// Calls `use` with the index of each word that takes others, and with its row. Returns the word
// behind them all.
template <class Use>
std::size_t walk(const Line& line, std::size_t action, Use use) {
  std::size_t i = action;
  const auto step = [&](const Taking* row) {
    if (row != nullptr) use(i, *row);
    i += 1 + (row == nullptr ? 0 : row->words);
  };
  step(row_of(actions, line, action));
  if (std::ranges::find(answering, line.word(action)) == answering.end()) return i;
  // Between them stand flags, as drop-query and default-errorfiles.
  while (i < line.size() && !line.is(i, "if") && !line.is(i, "unless"))
    step(row_of(parameters, line, i));
  return i;
}

}  // namespace

std::optional<std::size_t> action_at(const Line& line) {
  const std::string_view verb = line.word(0);
  if (verb == "redirect") return 0;
  if (verb.starts_with("http-re") || verb == "http-after-response") return 1;
  if (verb.starts_with("tcp-re") || (verb == "stats" && line.word(1) == "http-request")) return 2;
  return std::nullopt;
}

std::size_t own_words_end(const Line& line) {
  const auto action = action_at(line);
  return action ? walk(line, *action, [](std::size_t, const Taking&) {}) : 0;
}

std::vector<std::size_t> format_words(const Line& line) {
  std::vector<std::size_t> found;
  if (const auto action = action_at(line))
    walk(line, *action, [&](std::size_t i, const Taking& row) {
      for (std::size_t word = row.words - row.formats + 1; word <= row.words; ++word)
        if (i + word < line.size()) found.push_back(i + word);
    });
  return found;
}

}  // namespace ek::dialects::haproxy
