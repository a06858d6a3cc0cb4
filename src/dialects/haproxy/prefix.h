// "no" and "default" before a statement (manual 4.2).
#pragma once

#include "dialects/haproxy/line.h"

namespace ek::dialects::haproxy {

struct Scope;

void check_prefix(const Line& line, const Scope& scope);

}  // namespace ek::dialects::haproxy
