#include "app/terminal.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <charconv>
#include <cstdlib>
#include <string_view>

namespace ek::app {
namespace {

constexpr std::size_t otherwise = 100;

std::size_t stated_columns() {
  const char* stated = std::getenv("COLUMNS");
  const std::string_view text = stated == nullptr ? "" : stated;
  std::size_t columns = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), columns);
  return error == std::errc() && end == text.data() + text.size() ? columns : 0;
}

}  // namespace

std::size_t screen_columns() {
  winsize size{};
  if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) return size.ws_col;
  const std::size_t stated = stated_columns();
  return stated > 0 ? stated : otherwise;
}

}  // namespace ek::app
