#include "text/source.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "base/assert.h"
#include "base/text.h"

namespace ek::text {
namespace {

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (fd_ > STDERR_FILENO) ::close(fd_);
  }
  int get() const { return fd_; }

 private:
  int fd_;
};

tl::unexpected<base::Error> cannot_read(const std::string& path, std::string_view why) {
  return base::failure(fmt::format("cannot read {}: {}", base::printable(path), why));
}

base::Result<std::string> read_all(int fd, const std::string& path, std::size_t size_hint) {
  std::string bytes;
  bytes.resize(size_hint + 1);
  std::size_t used = 0;
  for (;;) {
    const ssize_t got = ::read(fd, bytes.data() + used, bytes.size() - used);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return cannot_read(path, std::strerror(errno));
    if (got == 0) break;
    used += static_cast<std::size_t>(got);
    if (used > Sources::file_bytes_max)
      return cannot_read(path, fmt::format("it is larger than the limit of {} MiB for one file",
                                           Sources::file_bytes_max >> 20));
    if (used == bytes.size()) bytes.resize(bytes.size() * 2);
  }
  bytes.resize(used);
  if (bytes.capacity() > used + used / 8 + 64) bytes.shrink_to_fit();
  return bytes;
}

}  // namespace

Source::Source(std::string path, std::string bytes)
    : path_(std::move(path)), bytes_(std::move(bytes)) {
  line_starts_.push_back(0);
  for (std::size_t at = bytes_.find('\n'); at != std::string::npos; at = bytes_.find('\n', at + 1))
    line_starts_.push_back(static_cast<std::uint32_t>(at + 1));
}

std::string_view Source::line(std::uint32_t number) const {
  EK_ASSERT(number >= 1 && number <= line_starts_.size());
  const std::size_t begin = line_starts_[number - 1];
  std::size_t end = number < line_starts_.size() ? line_starts_[number] - 1 : bytes_.size();
  if (end > begin && bytes_[end - 1] == '\r') --end;
  return std::string_view(bytes_).substr(begin, end - begin);
}

std::size_t Source::shown_bytes(std::uint32_t number) const {
  if (hidden_.contains(number)) return 0;
  const std::string_view text = line(number);
  if (shown_ != nullptr && text.size() > searched_line_max) return 0;
  return shown_ == nullptr ? text.size() : std::min(shown_(text), text.size());
}

Hidden Source::why_hidden(std::uint32_t number) const {
  const auto found = hidden_.find(number);
  if (found != hidden_.end()) return found->second;
  return line(number).size() > searched_line_max ? Hidden::too_long : Hidden::unknown;
}

Place Source::place(std::size_t offset, FileId file) const {
  const auto after = std::upper_bound(line_starts_.begin(), line_starts_.end(), offset);
  const auto line = static_cast<std::uint32_t>(after - line_starts_.begin());
  const std::size_t column = offset - line_starts_[line - 1] + 1;
  return {line, static_cast<std::uint16_t>(std::min<std::size_t>(column, 65535)), file};
}

base::Result<FileId> Sources::read(const std::string& path) {
  const bool handed = path == "-" || path.starts_with("/dev/fd/");
  const int waits = handed ? 0 : O_NONBLOCK;
  const Descriptor fd(path == "-" ? STDIN_FILENO
                                  : ::open(path.c_str(), O_RDONLY | O_CLOEXEC | waits));
  if (fd.get() < 0) return cannot_read(path, std::strerror(errno));
  struct stat info {};
  if (::fstat(fd.get(), &info) != 0) return cannot_read(path, std::strerror(errno));
  if (S_ISDIR(info.st_mode)) return cannot_read(path, "it is a directory; name a file");
  if (!S_ISREG(info.st_mode) && !(handed && (path == "-" || S_ISFIFO(info.st_mode))))
    return cannot_read(path, "it is not a regular file; name a file, or - for standard input");
  const auto hint = S_ISREG(info.st_mode) ? static_cast<std::size_t>(info.st_size) : 65536;
  if (hint > file_bytes_max)
    return cannot_read(path, fmt::format("it is larger than the limit of {} MiB for one file",
                                         file_bytes_max >> 20));
  EK_TRY(std::string bytes, read_all(fd.get(), path, hint));
  return add(path == "-" ? "<stdin>" : path, std::move(bytes));
}

void Sources::show_by(ShownBytes shown) {
  shown_ = shown;
  for (const auto& file : files_) file->show_by(shown);
}

base::Result<FileId> Sources::add(std::string path, std::string bytes) {
  if (bytes.size() > file_bytes_max || total_bytes_ + bytes.size() > total_bytes_max)
    return cannot_read(
        path, fmt::format("the configuration is larger than {} MiB in all", total_bytes_max >> 20));
  if (files_.size() >= files_max)
    return cannot_read(path, fmt::format("more than {} files are included", files_max));
  total_bytes_ += bytes.size();
  files_.push_back(std::make_unique<Source>(std::move(path), std::move(bytes)));
  files_.back()->show_by(shown_);
  return static_cast<FileId>(files_.size() - 1);
}

}  // namespace ek::text
