// The built program, run as users run it, with all that it printed and the memory it took.
#pragma once

#include <string>
#include <vector>

namespace ek::hostile {

struct Ran {
  int exit_code = -1;
  int signal = 0;      // the one that killed it, or 0
  std::string output;  // stdout
  std::string errors;  // stderr
  std::size_t memory_bytes = 0;
};

// Gives up (and kills it) after `cpu_seconds` of processor time.
Ran run(const std::vector<std::string>& arguments, const std::string& standard_input = "/dev/null",
        unsigned cpu_seconds = 120);

// The commands that read a configuration, text and JSON; `dump source` is not among them.
const std::vector<std::vector<std::string>>& reading_commands();

// What must hold whatever the input was: an exit code of 0, 1 or 2, printable output, JSON that
// parses, memory below 100 times the input and 50 MB. "" if it does.
std::string unsound(const Ran& ran, const std::vector<std::string>& arguments,
                    std::size_t input_bytes);

// Runs every reading command on a file and expects each to be sound; where `exit_code` is not -1,
// each of them (and not just some) must answer with it.
void expect_sound(const std::string& path, std::size_t input_bytes, int exit_code = -1,
                  const std::vector<std::string>& options = {});

}  // namespace ek::hostile
