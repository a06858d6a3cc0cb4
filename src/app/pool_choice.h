// The pools that --pool means: a name, or a pattern as in the policy (* any run, ? any one byte).
#pragma once

#include <string>
#include <vector>

#include "app/load.h"
#include "base/result.h"

namespace ek::app {

// At least one; "" means all. Fails, with the nearest name and all there are, when there is none.
base::Result<std::vector<const model::Pool*>> choose_pools(const Loaded& loaded,
                                                           const std::string& pattern);

// Exactly one. Fails, with their places, when it could be several.
base::Result<const model::Pool*> choose_pool(const Loaded& loaded, const std::string& pattern);

}  // namespace ek::app
