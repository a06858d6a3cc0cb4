// Servers that the user knows to be down: what a configuration's own words are not.
#pragma once

#include "model/config.h"
#include "model/policy.h"

namespace ek::inputs {

// Takes out the servers whose policy says down = true, and those that track one of them.
void take_down(const model::Policy& policy, model::Config& config);

}  // namespace ek::inputs
