// How many proxied requests nginx's workers hold at once (manual: worker_connections).
#pragma once

#include "model/config.h"
#include "predict/process_limit.h"

namespace ek::predict::nginx {

// Of each worker's connections one is for every address that it listens on and one for its master;
// a proxied request takes two of the rest. Measured: tests/differential/nginx.
ProcessLimit process_limit(const model::Config& config);

}  // namespace ek::predict::nginx
