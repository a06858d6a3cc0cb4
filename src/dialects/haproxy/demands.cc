#include "dialects/haproxy/demands.h"

#include <algorithm>
#include <array>
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

struct WordCount {
  std::size_t most = 0;
  std::string_view where;
};

const std::unordered_map<std::string_view, WordCount>& word_counts() {
  static const std::unordered_map<std::string_view, WordCount> table{
#define EVENKEEL_HAPROXY_WORDS(name, most, where) {name, {most, where}},
#include "dialects/haproxy/word_counts.def"
#undef EVENKEEL_HAPROXY_WORDS
  };
  return table;
}

// Options that nothing switches off again, in any version that was asked.
constexpr std::array<std::string_view, 18> only_on{
    "external-check", "forwardfor",  "http-restrict-req-hdr-names",
    "http_proxy",     "httpchk",     "httplog",
    "httpslog",       "ldap-check",  "mysql-check",
    "originalto",     "pgsql-check", "redis-check",
    "smtpchk",        "spop-check",  "ssl-hello-chk",
    "tcp-check",      "tcpka",       "tcplog"};
// Those of several that exclude each other: "no" takes one back, "default" does not.
constexpr std::array<std::string_view, 4> of_several{"forwarded", "http-keep-alive",
                                                     "http-server-close", "httpclose"};

template <std::size_t N>
bool has(const std::array<std::string_view, N>& list, std::string_view word) {
  return std::find(list.begin(), list.end(), word) != list.end();
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

std::size_t word_too_many(const Line& line, bool in_global) {
  const bool option = line.word(0) == "option" && !in_global;
  std::size_t words = 2;
  auto found = word_counts().find(line.rest(0, 2));
  if (found == word_counts().end() && !option) {
    words = 1;
    found = word_counts().find(line.word(0));
  }
  if (found == word_counts().end()) return option && line.size() > 2 ? 2 : 0;
  const auto& [most, where] = found->second;
  if (where.find(in_global ? 'G' : 'P') == std::string_view::npos) return 0;
  return line.size() > words + most ? words + most : 0;
}

bool takes_prefix(const Line& line, model::Version version) {
  const std::string_view option = line.word(1);
  if (has(only_on, option)) return false;
  if (line.prefix() == Prefix::no || option == "redispatch") return true;
  // Until 3.2 the program takes the option's own name for one word too many.
  return version >= model::Version{3, 3, 0} && !has(of_several, option);
}

}  // namespace ek::dialects::haproxy
