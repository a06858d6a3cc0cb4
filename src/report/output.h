// Where answers go: a buffered stream, written in pieces so that an answer of any size needs little
// memory.
#pragma once

#include <cstdio>
#include <string>
#include <string_view>

namespace ek::report {

class Output {
 public:
  explicit Output(std::FILE* file) : file_(file) {}
  Output() = default;  // keeps everything (tests); see text()
  Output(const Output&) = delete;
  Output& operator=(const Output&) = delete;
  ~Output() { flush(); }

  void write(std::string_view text) {
    buffer_ += text;
    if (file_ != nullptr && buffer_.size() >= flush_at) flush();
  }
  void line(std::string_view text) {
    write(text);
    write("\n");
  }
  void flush();
  bool failed() const { return failed_; }  // the reader went away, the disk is full
  const std::string& text() const { return buffer_; }

 private:
  static constexpr std::size_t flush_at = 64 * 1024;
  std::FILE* file_ = nullptr;
  std::string buffer_;
  bool failed_ = false;
};

}  // namespace ek::report
