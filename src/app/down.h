// --down pool/server: servers that the user knows to be down.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "model/config.h"
#include "model/policy.h"

namespace ek::app {

// Adds what the options say to the policy. Fails for a name that the configuration does not have.
base::Result<void> take_down_options(const std::vector<std::string>& down,
                                     const model::Config& config, model::Policy& policy);

}  // namespace ek::app
