#include "report/output.h"

#include <cerrno>

namespace ek::report {

void Output::flush() {
  if (file_ == nullptr) return;
  errno = 0;
  const bool written = std::fwrite(buffer_.data(), 1, buffer_.size(), file_) == buffer_.size() &&
                       std::fflush(file_) == 0;
  if (!written && failed_ == 0) failed_ = errno != 0 ? errno : EIO;
  buffer_.clear();
}

}  // namespace ek::report
