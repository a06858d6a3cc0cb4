// The conditions of .if and .elif (manual 2.4).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "dialects/haproxy/environment.h"
#include "model/program.h"

namespace ek::dialects::haproxy {

// Something that the files do not tell, and what was taken instead.
struct Assumption {
  std::string what;  // "whether HAProxy was built with OPENSSL; taken as yes"
  std::string how;   // what the user can do; may be empty
};

struct Verdict {
  bool value = false;
  std::string error;  // not empty: the program would refuse the condition
  std::vector<Assumption> assumptions;
};

// `text`: the words after .if, joined by one space, variables already expanded.
Verdict evaluate_condition(std::string_view text, const Environment& environment,
                           model::Version version);

}  // namespace ek::dialects::haproxy
