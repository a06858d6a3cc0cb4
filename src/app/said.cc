#include "app/said.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>

#include "app/exit_code.h"

namespace ek::app {

namespace {

bool only_ascii = false;  // a process has one standard error

}  // namespace

void say_in_ascii() {
  only_ascii = true;
}

void say(std::string_view text) {
  const std::string plain = only_ascii ? report::ascii(text) : std::string();
  const std::string_view said = only_ascii ? std::string_view(plain) : text;
  std::fwrite(said.data(), 1, said.size(), stderr);
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
