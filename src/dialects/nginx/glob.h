// Shell patterns over the file system as the program's glob(3) expands them: * ? [..] within one
// path component, hidden files only by an explicit dot, results sorted by bytes.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace ek::dialects::nginx {

// Why: a pattern over a huge or looping folder must end; no configuration needs more.
inline constexpr std::size_t glob_entries_max = 200'000;

struct Matches {
  std::vector<std::string> paths;
  bool cut = false;  // glob_entries_max was reached
};

bool has_wildcard(std::string_view path);

Matches glob(std::string_view pattern);

}  // namespace ek::dialects::nginx
