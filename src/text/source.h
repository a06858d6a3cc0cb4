// The user's files as they are: mapped or read once, referred to by view, never changed.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "base/result.h"
#include "text/place.h"

namespace ek::text {

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

  // A line that holds a secret: no excerpt shows it (diagnostic.h).
  void hide_line(std::uint32_t number) { hidden_.insert(number); }
  bool hidden(std::uint32_t number) const { return hidden_.contains(number); }

 private:
  std::string path_;
  std::string bytes_;
  std::vector<std::uint32_t> line_starts_;
  std::unordered_set<std::uint32_t> hidden_;
};

class Sources {
 public:
  // Why: a load balancer's configuration is text that people write; beyond these it is not one.
  static constexpr std::size_t file_bytes_max = 256u << 20;
  static constexpr std::size_t total_bytes_max = 1024u << 20;
  static constexpr std::size_t files_max = 10'000;

  // Reads a regular file ("-" is standard input). Fails, with what to do, for folders, devices,
  // missing files, limits.
  base::Result<FileId> read(const std::string& path);
  base::Result<FileId> add(std::string path, std::string bytes);  // from memory
  const Source& operator[](FileId id) const { return *files_[id]; }
  std::size_t size() const { return files_.size(); }
  void hide_line(FileId id, std::uint32_t number) { files_[id]->hide_line(number); }

 private:
  std::vector<std::unique_ptr<Source>> files_;  // stable addresses: views point into them
  std::size_t total_bytes_ = 0;
};

}  // namespace ek::text
