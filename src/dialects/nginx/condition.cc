#include "dialects/nginx/condition.h"

#include <vector>

namespace ek::dialects::nginx {
namespace {

bool asks_for_file(std::string_view word) {
  if (word.starts_with('!')) word.remove_prefix(1);
  return word == "-f" || word == "-d" || word == "-e" || word == "-x";
}

}  // namespace

// The first word begins with "(" and the last ends with ")"; each may stand alone.
std::optional<Condition> read_condition(const text::Node& node) {
  std::vector<std::string_view> parts;
  for (std::size_t i = 1; i < node.words.size(); ++i) parts.push_back(node.word(i));
  if (parts.empty() || !parts.front().starts_with('(') || !parts.back().ends_with(')')) return {};
  std::size_t first = 1;
  parts.front().remove_prefix(1);
  if (parts.front().empty() && ++first) parts.erase(parts.begin());
  if (parts.empty()) return {};
  if (parts.back() == ")")
    parts.pop_back();
  else
    parts.back().remove_suffix(1);
  if (parts.empty()) return {};
  const bool variable = parts[0].size() > 1 && parts[0][0] == '$';
  if (variable && parts.size() == 1) return Condition{parts[0], 0, 0, {}};
  if (variable && parts.size() == 3) return Condition{parts[0], first + 1, first + 2, parts[2]};
  if (asks_for_file(parts[0]) && parts.size() == 2) return Condition{{}, 0, first + 1, parts[1]};
  return {};
}

}  // namespace ek::dialects::nginx
