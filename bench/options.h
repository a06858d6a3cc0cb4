// What the user asked of evenkeel_bench.
#pragma once

#include <string>
#include <string_view>

namespace ek::bench {

struct Options {
  bool picks = true, predict = true, growth = true;
  int runs = 7;          // of each whole process, of which the median counts
  std::string only;      // measure what has this in its name
  std::string evenkeel;  // the program under test

  bool wants(std::string_view name) const { return name.find(only) != std::string_view::npos; }
};

// Prints help or what is wrong and exits when there is nothing to measure.
Options parse_options(int argc, char** argv);

}  // namespace ek::bench
