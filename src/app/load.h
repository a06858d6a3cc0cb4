// From what the user named to what every command needs: the configuration read, the policy beside
// it. text -> dialect -> version -> facts from outside -> model.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "app/arguments.h"
#include "base/result.h"
#include "dialects/dialect.h"
#include "model/policy.h"
#include "report/output.h"
#include "report/told.h"

namespace ek::app {

struct Loaded {
  std::string name;  // for headings: the files as the user named them
  dialects::Reading reading;
  model::Policy policy;
  text::Sources policy_sources;
  text::Diagnostics policy_diagnostics;

  report::Told policy_told() const { return {&policy_diagnostics, &policy_sources}; }
  // Notes of the reading that the answer says anyway: what it depends on.
  std::vector<std::string_view> depends() const;
  bool usable() const { return !report::refused(reading, policy_told()); }
};

enum class Want : std::uint8_t {
  tree,        // no lowering
  model,       // everything
  prediction,  // everything, and the answer itself says what it depends on
  findings     // the same, and the answer itself says what was wrong with the files
};

// One answer about one configuration, as an exit code.
using Answer = std::function<int(Loaded&, report::Output&)>;

// Each positional file is one configuration, all -f together are one. Loads each, says on stderr
// what was wrong with it, and has it answered on stdout; the worst exit code of all.
int for_each_configuration(const Input& input, const Show& show, Want want, const Answer& answer);

}  // namespace ek::app
