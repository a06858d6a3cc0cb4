// The project's own files, as the tests of the house read them.
#pragma once

#include <string>
#include <vector>

namespace ek::house {

// Relative paths ("src/base/text.h") of the files below `folder` that end in one of `endings`,
// sorted. Never empty: a scan that finds nothing to look at must not pass.
std::vector<std::string> files_below(const std::string& folder,
                                     const std::vector<std::string>& endings);

std::string content(const std::string& path);             // "" when it cannot be read
std::vector<std::string> lines(const std::string& path);  // without their line ends
bool exists(const std::string& path);

}  // namespace ek::house
