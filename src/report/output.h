// Where answers go: a buffered stream, written in pieces so that an answer of any size needs little
// memory. Whoever writes an answer flushes it and asks failed().
#pragma once

#include <cstdio>
#include <string>
#include <string_view>

#include "report/ascii.h"

namespace ek::report {

class Output {
 public:
  // only_ascii: whatever is written leaves as ASCII.
  explicit Output(std::FILE* file, bool only_ascii = false)
      : file_(file), only_ascii_(only_ascii) {}
  Output() = default;  // keeps everything (tests); see text()
  Output(const Output&) = delete;
  Output& operator=(const Output&) = delete;
  ~Output() { flush(); }

  void write(std::string_view text) {
    if (only_ascii_)
      buffer_ += ascii(text);
    else
      buffer_ += text;
    if (file_ != nullptr && buffer_.size() >= flush_at) flush();
  }
  void put(char c) { buffer_ += c; }  // the next write() flushes
  void line(std::string_view text) {
    write(text);
    write("\n");
  }
  void flush();
  // The reader went away, the disk is full: why not everything was written; 0: it was (errno).
  int failed() const { return failed_; }
  const std::string& text() const { return buffer_; }

 private:
  static constexpr std::size_t flush_at = 64 * 1024;
  std::FILE* file_ = nullptr;
  bool only_ascii_ = false;
  std::string buffer_;
  int failed_ = 0;
};

}  // namespace ek::report
