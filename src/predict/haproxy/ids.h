// Server ids: written, or the lowest that is free, in the order of the file (manual, server `id`).
#pragma once

#include <cstdint>
#include <vector>

#include "predict/algorithm.h"

namespace ek::predict::haproxy {

// One a server. A model without ids (built by hand) counts from 1.
std::vector<std::uint32_t> server_ids(const Context& context);

}  // namespace ek::predict::haproxy
