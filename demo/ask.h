// Asks the evenkeel program, as a person or a script would.
#pragma once

#include <string>
#include <vector>

#include "rig/outcome.h"

namespace ek::demo {

struct PredictedServer {
  std::string name;
  double share = 0;        // 0..1
  double load = 0;         // requests a second
  double utilisation = 0;  // 1: at capacity
};

// Runs it with our own terminal as its output; its exit code, or 127 when it could not be run.
int show(const std::vector<std::string>& command);

// The servers of the only pool of `evenkeel predict FILE --format json`.
rig::Outcome<std::vector<PredictedServer>> predicted(const std::string& evenkeel,
                                                     const std::string& config_file);

// The patch of the first finding of `evenkeel check FILE --format json` that offers one.
rig::Outcome<std::string> offered_patch(const std::string& evenkeel,
                                        const std::string& config_file);

}  // namespace ek::demo
