// A whole process, measured: its output goes nowhere.
#pragma once

#include <string>
#include <vector>

namespace ek::bench {

struct Run {
  double wall_s = 0;
  double user_s = 0;
  double system_s = 0;
  long peak_kb = 0;  // of resident memory
  int status = -1;   // its exit status; -1: killed, or could not start

  double cpu_s() const { return user_s + system_s; }
};

Run run(const std::vector<std::string>& argv);

// The middle value of each field by itself; the worst status.
Run median(std::vector<Run> runs);

}  // namespace ek::bench
