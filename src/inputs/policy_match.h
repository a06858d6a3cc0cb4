// Which of a policy's entries speak of something that the configuration has. One that matches
// nothing guards nothing, and mostly it is a slip of a name.
#pragma once

#include <set>
#include <string>

#include "model/config.h"
#include "model/policy.h"
#include "text/diagnostic.h"

namespace ek::inputs {

// Notes, at their places in the policy: pools and servers whose name or glob matches nothing, and a
// [workload] rate that nobody divides over several pools. Silent about a configuration without
// pools.
void note_unmatched(const model::Policy& policy, const model::Config& config,
                    text::Diagnostics& diagnostics);

// The same for names of [resolve]; `asked`: those that the configuration looks up.
void note_unresolved(const model::Policy& policy, const std::set<std::string, std::less<>>& asked,
                     text::Diagnostics& diagnostics);

}  // namespace ek::inputs
