#include "app/said.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>

#include "app/exit_code.h"

namespace ek::app {

void say(std::string_view text) {
  std::fwrite(text.data(), 1, text.size(), stderr);
}

void print_diagnostics(const report::Told& told, std::span<const std::string_view> repeated) {
  say(report::told_text(told, repeated));
}

void print_error(const base::Error& error) {
  say(fmt::format("evenkeel: {}\n", error.message));
}

int finish(report::Output& output, int exit_code) {
  output.flush();
  if (output.failed() == 0) return exit_code;
  if (output.failed() == EPIPE) return exit_code;  // the reader has seen enough
  print_error({fmt::format("the answer could not be written: {}", std::strerror(output.failed()))});
  return exit_input;
}

}  // namespace ek::app
