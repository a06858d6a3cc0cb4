// Keys of balance that depend on the configuration or the machine, not on the request: how many
// values they can have.
#pragma once

#include "dialects/haproxy/proxy.h"

namespace ek::dialects::haproxy {

// After the last section. Names of sections become literal text where there is one of them.
void settle_fixed_keys(const Scope& scope);

}  // namespace ek::dialects::haproxy
