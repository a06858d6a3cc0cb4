// Where the pages are.
#pragma once

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "markdown.h"

namespace ek::pages {

inline std::string read_file(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

inline std::vector<std::filesystem::path> pages_below(const std::string& folder) {
  std::vector<std::filesystem::path> pages;
  const auto root = std::filesystem::path(EVENKEEL_SOURCE_DIR) / folder;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(root))
    if (entry.path().extension() == ".md") pages.push_back(entry.path());
  std::sort(pages.begin(), pages.end());
  return pages;
}

inline std::vector<std::filesystem::path> rule_pages() {
  return pages_below("src/lint/rules");
}
inline std::vector<std::filesystem::path> algorithm_pages() {
  return pages_below("src/predict/algorithms");
}

inline bool is_config(const Block& block) {
  return block.language == "haproxy" || block.language == "nginx";
}

}  // namespace ek::pages
