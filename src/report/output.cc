#include "report/output.h"

namespace ek::report {

void Output::flush() {
  if (file_ == nullptr) return;
  if (std::fwrite(buffer_.data(), 1, buffer_.size(), file_) != buffer_.size()) failed_ = true;
  if (std::fflush(file_) != 0) failed_ = true;
  buffer_.clear();
}

}  // namespace ek::report
