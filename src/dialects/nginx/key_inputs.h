// Keys look at the request as it is when the pool is asked: lines on the way there may have changed
// it (ways.h says how). What follows exactly replaces the variable in the key; what does not leaves
// a part that is not computed, with the reason and its line.
#pragma once

#include "dialects/nginx/lowering.h"

namespace ek::dialects::nginx {

// After the routes are resolved.
void follow_key_inputs(Lowering& lowering);

}  // namespace ek::dialects::nginx
