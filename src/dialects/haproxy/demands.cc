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
  const std::string_view first = line.word(0);
  for (const RemovedWord& word : removed_words) {
    if ((word.where == 'G') != in_global || !word.name.starts_with(first)) continue;
    const std::string_view second = word.name.substr(first.size());
    if (second.empty() || (second.starts_with(' ') && second.substr(1) == line.word(1)))
      return &word;
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
