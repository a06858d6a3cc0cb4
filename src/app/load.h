// From what the user named to what every command needs: the configuration read, the policy beside
// it.
#pragma once

#include <vector>

#include "app/arguments.h"
#include "base/result.h"
#include "dialects/dialect.h"
#include "model/policy.h"

namespace ek::app {

struct Loaded {
  std::string name;  // for headings: the files as the user named them
  dialects::Reading reading;
  model::Policy policy;
  text::Sources policy_sources;
  text::Diagnostics policy_diagnostics;
  bool usable() const {
    return !reading.diagnostics.has_errors() && !policy_diagnostics.has_errors();
  }
};

// The configurations that the user named: each positional file is one, all -f together are one.
std::vector<std::vector<std::string>> configurations(const Input& input);

enum class Want : std::uint8_t { everything, tree_only };

base::Result<Loaded> load(const std::vector<std::string>& paths, const Input& input,
                          Want want = Want::everything);

// Everything the readers had to say, to stderr; notes on the configuration only where `notes` says
// so (those on the policy are few, and say that it guards nothing).
void print_diagnostics(const Loaded& loaded, bool notes = false);
void print_error(const base::Error& error);

}  // namespace ek::app
