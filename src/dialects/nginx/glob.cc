#include "dialects/nginx/glob.h"

#include <dirent.h>
#include <fnmatch.h>
#include <sys/stat.h>

#include <algorithm>

namespace ek::dialects::nginx {
namespace {

struct Expansion {
  Matches matches;
  std::size_t seen = 0;

  void expand(const std::string& folder, std::string_view rest);

 private:
  void list(const std::string& folder, const std::string& pattern, std::string_view rest);
};

bool exists(const std::string& path) {
  struct stat info {};
  return ::lstat(path.c_str(), &info) == 0;
}

// `folder` is "" or ends in a slash; `rest` is what is left of the pattern.
void Expansion::expand(const std::string& folder, std::string_view rest) {
  if (matches.cut) return;
  const std::size_t slash = rest.find('/');
  const std::string component(rest.substr(0, slash));
  const bool last = slash == std::string_view::npos;
  const std::string_view after = last ? std::string_view() : rest.substr(slash + 1);
  if (has_wildcard(component))
    return list(folder, component, last ? std::string_view("\0", 1) : after);
  const std::string path = folder + component;
  if (!last) return expand(path + "/", after);
  if (exists(path)) matches.paths.push_back(path);
}

void Expansion::list(const std::string& folder, const std::string& pattern, std::string_view rest) {
  DIR* directory = ::opendir(folder.empty() ? "." : folder.c_str());
  if (directory == nullptr) return;
  const bool last = rest == std::string_view("\0", 1);
  std::vector<std::string> names;
  while (const dirent* entry = ::readdir(directory)) {
    if (++seen > glob_entries_max) {
      matches.cut = true;
      break;
    }
    if (::fnmatch(pattern.c_str(), entry->d_name, FNM_PERIOD) == 0)
      names.emplace_back(entry->d_name);
  }
  ::closedir(directory);
  for (const std::string& name : names) {
    if (last)
      matches.paths.push_back(folder + name);
    else
      expand(folder + name + "/", rest);
  }
}

}  // namespace

bool has_wildcard(std::string_view path) {
  return path.find_first_of("*?[") != std::string_view::npos;
}

Matches glob(std::string_view pattern) {
  Expansion expansion;
  expansion.expand(pattern.starts_with('/') ? "/" : "",
                   pattern.starts_with('/') ? pattern.substr(1) : pattern);
  std::sort(expansion.matches.paths.begin(), expansion.matches.paths.end());
  return std::move(expansion.matches);
}

}  // namespace ek::dialects::nginx
