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

// A pipe that the shell hands over, as in  evenkeel check <(render haproxy.cfg.j2).
inline bool is_handed_pipe(const std::string& path) {
  struct stat info {};
  return path.starts_with("/dev/fd/") && ::stat(path.c_str(), &info) == 0 && S_ISFIFO(info.st_mode);
}

}  // namespace ek::app
