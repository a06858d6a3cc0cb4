// The values of server parameters that decide nothing here: read only to say what HAProxy refuses.
#pragma once

#include "dialects/haproxy/line.h"
#include "text/diagnostic.h"

namespace ek::dialects::haproxy {

// The parameter at word `i`, its value behind it.
void check_server_value(const Line& line, std::size_t i, text::Diagnostics& out);

}  // namespace ek::dialects::haproxy
