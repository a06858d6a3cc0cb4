// Runs the built evenkeel as users do: arguments in; standard output, standard error, exit code
// and the memory that it took out.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace ek::tests {

struct Answer {
  int exit_code = -1;  // -1 when a signal killed it
  int signal = 0;      // that one, or 0
  std::string out, err;
  std::size_t memory_bytes = 0;  // the most that was resident at a time
};

// Where its standard streams lead: files or devices; and how wide it takes them to be.
struct Streams {
  std::string input = "/dev/null";
  std::string output = {};   // "": into Answer::out
  std::string columns = {};  // the variable COLUMNS; "": not set
};

// Killed after two minutes of processor time.
Answer run_evenkeel(const std::vector<std::string>& arguments, const Streams& streams = {});

inline bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

}  // namespace ek::tests
