// A folder of one's own, made under TMPDIR, or in memory (/dev/shm), or in /tmp, and removed with
// all it holds at destruction. Its path is at most kTempPathMax bytes, so that a Unix socket inside
// it has a legal name.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>

namespace ek::rig {

// sun_path takes 107 bytes; HAProxy adds its pid and ".tmp" while it binds; a file name stands
// after.
inline constexpr std::size_t kTempPathMax = 64;

class TempDir {
 public:
  TempDir();
  TempDir(TempDir&& other) noexcept;
  TempDir& operator=(TempDir&& other) noexcept;
  ~TempDir();

  const std::filesystem::path& path() const { return path_; }
  std::string file(std::string_view name) const { return (path_ / name).string(); }
  // Writes the file (whole) and gives its path.
  std::string write(std::string_view name, std::string_view content) const;

 private:
  std::filesystem::path path_;
};

// The whole file, or nothing when it cannot be read.
std::string read_file(const std::string& path);

}  // namespace ek::rig
