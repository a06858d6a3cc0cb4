// What the user asked of evenkeel_bench.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace ek::bench {

inline constexpr int process_runs = 7;  // of which the median counts
inline constexpr int pick_rounds = 3;   // of which the best counts

struct Options {
  bool picks = true, predict = true, growth = true;
  std::optional<int> runs;  // of each whole process, or rounds of picks; unset: as below
  std::string only;         // measure what has this in its name
  std::string evenkeel;     // the program under test

  int process_runs_wanted() const { return runs.value_or(process_runs); }
  bool wants(std::string_view name) const { return name.find(only) != std::string_view::npos; }
};

// Prints help or what is wrong and exits when there is nothing to measure.
Options parse_options(int argc, char** argv);

}  // namespace ek::bench
