// The little that the commands ask of the file system beside reading.
#pragma once

#include <sys/stat.h>

#include <string>

namespace ek::app {

inline bool is_folder(const std::string& path) {
  struct stat info {};
  return ::stat(path.c_str(), &info) == 0 && S_ISDIR(info.st_mode);
}

inline bool is_file(const std::string& path) {
  struct stat info {};
  return ::stat(path.c_str(), &info) == 0 && S_ISREG(info.st_mode);
}

}  // namespace ek::app
