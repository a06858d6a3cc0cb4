#include "dialects/haproxy/files.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <system_error>

#include "base/text.h"
#include "dialects/haproxy/limits.h"

namespace ek::dialects::haproxy {

base::Result<std::vector<std::string>> files_of(const std::string& path) {
  namespace fs = std::filesystem;
  std::error_code error;
  if (path == "-" || !fs::is_directory(path, error)) return std::vector<std::string>{path};
  std::vector<std::string> out;
  fs::directory_iterator at(path, error);
  for (; !error && at != fs::directory_iterator(); at.increment(error)) {
    const std::string name = at->path().filename().string();
    std::error_code ignored;
    if (name.starts_with('.') || !name.ends_with(".cfg") || !at->is_regular_file(ignored)) continue;
    if (out.size() >= directory_files)
      return base::failure(fmt::format("{} holds more than {} .cfg files; name the files instead",
                                       base::printable(path), directory_files));
    out.push_back(at->path().string());
  }
  if (error)
    return base::failure(
        fmt::format("cannot read the directory {}: {}", base::printable(path), error.message()));
  if (out.empty())
    return base::failure(
        fmt::format("the directory {} holds no .cfg file; name a file (a folder is taken as "
                    "HAProxy takes it; of nginx, name the main file)",
                    base::printable(path)));
  std::sort(out.begin(), out.end());
  return out;
}

}  // namespace ek::dialects::haproxy
