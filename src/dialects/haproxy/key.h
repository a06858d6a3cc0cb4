// Sample expressions as the keys of hashes and stick rules (manual 7.3): the fetches whose value
// can be known from a request, and the converters after them.
#pragma once

#include <string_view>

#include "model/key.h"

namespace ek::dialects::haproxy {

model::Key read_key(std::string_view expression);

}  // namespace ek::dialects::haproxy
