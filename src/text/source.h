// The user's files as they are: read once, referred to by view, never changed.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/result.h"
#include "text/place.h"

namespace ek::text {

enum class Hidden : std::uint8_t {
  secret,   // it speaks of one
  unknown,  // it begins with no word that is known, so nobody can tell
  too_long
};

// How many bytes of a line may be shown, from its start; asked only where a line is shown.
using ShownBytes = std::size_t (*)(std::string_view line);

// Longer lines are not looked through for what may be shown, since each excerpt would do it again.
inline constexpr std::size_t searched_line_max = std::size_t{1} << 18;

// One file's bytes. Views into `bytes()` live as long as the Sources that holds the file.
class Source {
 public:
  Source(std::string path, std::string bytes);
  const std::string& path() const { return path_; }
  std::string_view bytes() const { return bytes_; }

  std::size_t line_count() const { return line_starts_.size(); }
  std::string_view line(std::uint32_t number) const;  // 1-based, without its line end
  std::size_t line_start(std::uint32_t number) const { return line_starts_[number - 1]; }
  Place place(std::size_t offset, FileId file) const;  // of a byte offset; O(log lines)

  // A line that no excerpt shows (diagnostic.h), and why.
  void hide_line(std::uint32_t number, Hidden why = Hidden::secret) {
    hidden_.emplace(number, why);
  }
  // How much of a line may be shown, from its start: all of it, unless it is hidden or `show_by`
  // says less.
  std::size_t shown_bytes(std::uint32_t number) const;
  Hidden why_hidden(std::uint32_t number) const;  // of a line of which nothing is shown
  bool hidden(std::uint32_t number) const { return shown_bytes(number) < line(number).size(); }
  void show_by(ShownBytes shown) { shown_ = shown; }

 private:
  std::string path_;
  std::string bytes_;
  std::vector<std::uint32_t> line_starts_;
  std::unordered_map<std::uint32_t, Hidden> hidden_;
  ShownBytes shown_ = nullptr;
};

class Sources {
 public:
  // Why: a load balancer's configuration is text that people write; beyond these it is not one.
  static constexpr std::size_t file_bytes_max = 256u << 20;
  static constexpr std::size_t total_bytes_max = 1024u << 20;
  static constexpr std::size_t files_max = 10'000;

  // Reads a regular file, "-" (standard input), or a pipe of the shell's (/dev/fd/63). Fails, with
  // what to do, for folders, devices, missing files, limits.
  base::Result<FileId> read(const std::string& path);
  base::Result<FileId> add(std::string path, std::string bytes);  // from memory
  const Source& operator[](FileId id) const { return *files_[id]; }
  std::size_t size() const { return files_.size(); }
  void hide_line(FileId id, std::uint32_t number, Hidden why = Hidden::secret) {
    files_[id]->hide_line(number, why);
  }
  void show_by(ShownBytes shown);  // for the files that are here and those to come

 private:
  std::vector<std::unique_ptr<Source>> files_;  // stable addresses: views point into them
  std::size_t total_bytes_ = 0;
  ShownBytes shown_ = nullptr;
};

}  // namespace ek::text
