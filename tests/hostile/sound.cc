#include "hostile/sound.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "fuzz/printable.h"

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

bool wants_json(const std::vector<std::string>& arguments) {
  return std::ranges::find(arguments, "json") != arguments.end();
}

std::string quoted(const std::vector<std::string>& arguments) {
  std::string line = "evenkeel";
  for (const std::string& argument : arguments) line += " " + argument;
  return line;
}

}  // namespace

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

std::string unsound(const Answer& ran, const std::vector<std::string>& arguments,
                    std::size_t input_bytes) {
  if (ran.signal != 0) return fmt::format("killed by signal {}", ran.signal);
  if (ran.exit_code < 0 || ran.exit_code > 2) return fmt::format("exit code {}", ran.exit_code);
  if (auto bad = fuzz::not_printable(ran.err); !bad.empty()) return "stderr: " + bad;
  if (auto bad = fuzz::not_printable(ran.out); !bad.empty()) return "stdout: " + bad;
  if (wants_json(arguments) && !ran.out.empty())
    if (auto bad = fuzz::not_json(ran.out); !bad.empty()) return bad;
  // check says of the files what is wrong with them: that is its answer.
  const bool told = !ran.err.empty() || (arguments.front() == "check" &&
                                         ran.out.find("refused: ") != std::string::npos);
  if (ran.exit_code == 2 && !told) return "exit code 2 without a word";
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
    const Answer ran = run_evenkeel(arguments);
    const std::string last = ran.err.substr(0, 600);
    EXPECT_EQ(unsound(ran, arguments, input_bytes), "") << quoted(arguments) << "\n" << last;
    if (exit_code >= 0) {
      EXPECT_EQ(ran.exit_code, exit_code) << quoted(arguments) << "\n" << last;
    }
  }
}

}  // namespace ek::hostile
