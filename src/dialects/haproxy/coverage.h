// How far one statement is understood: the five states of the model, judged from the keyword
// tables. What no version here knows, or the wrong section, is also said as a diagnostic.
#pragma once

#include "dialects/haproxy/proxy.h"

namespace ek::dialects::haproxy {

// False: no keyword of this section; the statement is then not lowered.
bool cover(const Line& line, const SectionWord& section, const Scope& scope);

}  // namespace ek::dialects::haproxy
