#include "files.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace ek::house {
namespace {

const std::filesystem::path root = EVENKEEL_SOURCE_DIR;

}  // namespace

std::vector<std::string> files_below(const std::string& folder,
                                     const std::vector<std::string>& endings) {
  std::vector<std::string> result;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(root / folder)) {
    const std::string path = entry.path().lexically_relative(root).string();
    const bool wanted = std::any_of(endings.begin(), endings.end(), [&](const std::string& end) {
      return path.size() > end.size() &&
             path.compare(path.size() - end.size(), end.size(), end) == 0;
    });
    if (entry.is_regular_file() && wanted) result.push_back(path);
  }
  std::sort(result.begin(), result.end());
  if (result.empty()) {
    std::fprintf(stderr, "no file to look at below %s\n", folder.c_str());
    std::abort();
  }
  return result;
}

std::string content(const std::string& path) {
  const std::ifstream file(root / path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

std::vector<std::string> lines(const std::string& path) {
  std::istringstream text(content(path));
  std::vector<std::string> result;
  for (std::string line; std::getline(text, line);) result.push_back(line);
  return result;
}

bool exists(const std::string& path) {
  return std::filesystem::exists(root / path);
}

}  // namespace ek::house
