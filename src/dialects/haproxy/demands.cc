#include "dialects/haproxy/demands.h"

#include <algorithm>
#include <string>
#include <unordered_map>

namespace ek::dialects::haproxy {
namespace {

constexpr RemovedWord removed_words[] = {
#define EVENKEEL_HAPROXY_REMOVED(name, where, since, instead) \
  RemovedWord{name, where[0], since, instead},
#include "dialects/haproxy/removed.def"
#undef EVENKEEL_HAPROXY_REMOVED
};

// By the first of a name's words: every line asks.
const std::unordered_multimap<std::string_view, const RemovedWord*>& removed_by_first() {
  static const auto table = [] {
    std::unordered_multimap<std::string_view, const RemovedWord*> words;
    for (const RemovedWord& word : removed_words)
      words.emplace(word.name.substr(0, word.name.find(' ')), &word);
    return words;
  }();
  return table;
}

// By name: the letters of where.
const std::unordered_map<std::string_view, std::string_view>& with_values() {
  static const std::unordered_map<std::string_view, std::string_view> names{
#define EVENKEEL_HAPROXY_NEEDS_VALUE(name, where) {name, where},
#include "dialects/haproxy/needs_value.def"
#undef EVENKEEL_HAPROXY_NEEDS_VALUE
  };
  return names;
}

}  // namespace

const RemovedWord* find_removed(const Line& line, bool in_global) {
  const auto [begin, end] = removed_by_first().equal_range(line.word(0));
  for (auto at = begin; at != end; ++at) {
    const RemovedWord& word = *at->second;
    const std::size_t blank = word.name.find(' ');
    const bool same =
        blank == std::string_view::npos || word.name.substr(blank + 1) == line.word(1);
    if (same && (word.where == 'G') == in_global) return &word;
  }
  return nullptr;
}

bool lacks_value(const Line& line, bool in_global) {
  if (line.size() > 2 || line.prefix() != Prefix::none) return false;
  const auto found = with_values().find(line.rest(0));
  return found != with_values().end() &&
         found->second.find(in_global ? 'G' : 'P') != std::string_view::npos;
}

}  // namespace ek::dialects::haproxy
