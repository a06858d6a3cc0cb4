// nginx's limit of connections to a server (manual: upstream module, `max_conns`), and who counts.
#pragma once

#include <cstdint>

#include "predict/algorithm.h"

namespace ek::predict::nginx {

// How many processes count the pool's connections, each for itself and each up to the limit: one
// with a `zone`, which all share, else every worker. 0: how many run is not known.
std::uint32_t connection_counters(const Context& context);

}  // namespace ek::predict::nginx
