#include "hostile/program.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>

#include "fuzz/printable.h"
#include "rig/temp_dir.h"

namespace ek::hostile {
namespace {

constexpr std::size_t memory_factor = 100;
constexpr std::size_t memory_base_bytes = 50'000'000;
// Sanitizers keep shadows and quarantines of their own.
#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define EVENKEEL_SANITIZED
#endif
#endif
#if defined(EVENKEEL_SANITIZED) || defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool memory_counts = false;
#else
constexpr bool memory_counts = true;
#endif

[[noreturn]] void become(const std::vector<std::string>& arguments, const std::string& input,
                         const std::string& output, const std::string& errors, unsigned seconds) {
  const rlimit processor{seconds, seconds};
  ::setrlimit(RLIMIT_CPU, &processor);
  const rlimit no_core{0, 0};
  ::setrlimit(RLIMIT_CORE, &no_core);
  // A FIFO that nobody writes must not stop us here; the program opens what it reads itself.
  ::dup2(::open(input.c_str(), O_RDONLY), STDIN_FILENO);
  ::dup2(::open(output.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600), STDOUT_FILENO);
  ::dup2(::open(errors.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600), STDERR_FILENO);
  std::string program = EVENKEEL_PROGRAM;
  std::vector<char*> argv{program.data()};
  for (const std::string& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  ::execv(program.c_str(), argv.data());
  ::_exit(127);
}

bool wants_json(const std::vector<std::string>& arguments) {
  return std::ranges::find(arguments, "json") != arguments.end();
}

std::string quoted(const std::vector<std::string>& arguments) {
  std::string line = "evenkeel";
  for (const std::string& argument : arguments) line += " " + argument;
  return line;
}

}  // namespace

Ran run(const std::vector<std::string>& arguments, const std::string& standard_input,
        unsigned cpu_seconds) {
  const rig::TempDir folder;
  const std::string output = folder.file("out"), errors = folder.file("err");
  const pid_t child = ::fork();
  if (child == 0) become(arguments, standard_input, output, errors, cpu_seconds);
  int status = 0;
  rusage usage{};
  Ran ran;
  while (::wait4(child, &status, 0, &usage) < 0)
    if (errno != EINTR) return ran;
  ran.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  ran.signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
  ran.output = rig::read_file(output);
  ran.errors = rig::read_file(errors);
  ran.memory_bytes = static_cast<std::size_t>(usage.ru_maxrss) * 1024;
  return ran;
}

const std::vector<std::vector<std::string>>& reading_commands() {
  static const std::vector<std::vector<std::string>> commands{
      {"check"},
      {"check", "--format", "json"},
      {"predict"},
      {"predict", "--format", "json", "--losses", "full"},
      {"coverage"},
      {"coverage", "--format", "json"},
      {"dump", "tree"},
      {"dump", "model"},
      {"dump", "model", "--format", "json"},
  };
  return commands;
}

std::string unsound(const Ran& ran, const std::vector<std::string>& arguments,
                    std::size_t input_bytes) {
  if (ran.signal != 0) return fmt::format("killed by signal {}", ran.signal);
  if (ran.exit_code < 0 || ran.exit_code > 2) return fmt::format("exit code {}", ran.exit_code);
  if (auto bad = fuzz::not_printable(ran.errors); !bad.empty()) return "stderr: " + bad;
  if (auto bad = fuzz::not_printable(ran.output); !bad.empty()) return "stdout: " + bad;
  if (wants_json(arguments) && !ran.output.empty())
    if (auto bad = fuzz::not_json(ran.output); !bad.empty()) return bad;
  if (ran.exit_code == 2 && ran.errors.empty()) return "exit code 2 without a word on stderr";
  const std::size_t allowed = memory_factor * input_bytes + memory_base_bytes;
  if (memory_counts && ran.memory_bytes > allowed)
    return fmt::format("took {} bytes of memory for {} of input", ran.memory_bytes, input_bytes);
  return "";
}

void expect_sound(const std::string& path, std::size_t input_bytes, int exit_code,
                  const std::vector<std::string>& options) {
  for (std::vector<std::string> arguments : reading_commands()) {
    arguments.insert(arguments.end(), options.begin(), options.end());
    arguments.push_back(path);
    const Ran ran = run(arguments);
    const std::string last = ran.errors.substr(0, 600);
    EXPECT_EQ(unsound(ran, arguments, input_bytes), "") << quoted(arguments) << "\n" << last;
    if (exit_code >= 0) {
      EXPECT_EQ(ran.exit_code, exit_code) << quoted(arguments) << "\n" << last;
    }
  }
}

}  // namespace ek::hostile
