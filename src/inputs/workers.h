// How many worker processes run where the configuration leaves it to the machine.
#pragma once

#include "model/config.h"
#include "model/policy.h"
#include "text/diagnostic.h"

namespace ek::inputs {

// worker_processes of the policy counts for nginx's `auto`, and for a part whose main file is not
// read. A number that the configuration states itself counts before it; if it is another one, a
// note says so.
void take_workers(const model::Policy& policy, model::Config& config,
                  text::Diagnostics& diagnostics);

}  // namespace ek::inputs
