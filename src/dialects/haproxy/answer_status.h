// The status that a rule answers with (manual 4.3: deny, tarpit, return).
#pragma once

#include "dialects/haproxy/line.h"

namespace ek::dialects::haproxy {

struct Scope;

void check_answer_status(const Line& line, const Scope& scope);

}  // namespace ek::dialects::haproxy
