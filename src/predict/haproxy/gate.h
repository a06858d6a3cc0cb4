// Which requests HAProxy answers itself: the rules of the listener and of the pool, in the order
// in which it asks them.
#pragma once

#include <memory>

#include "predict/gate.h"

namespace ek::predict::haproxy {

// See predict/gate.h.
// The first rule by which HAProxy answers requests itself, with its line; "": none.
std::string answered_before(const Context& context);

base::Result<std::unique_ptr<Gate>> make_gate(const Context& context);

}  // namespace ek::predict::haproxy
