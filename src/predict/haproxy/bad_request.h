// Requests that HAProxy answers with 400 before it asks any rule.
#pragma once

#include <string>

#include "model/request.h"
#include "predict/algorithm.h"

namespace ek::predict::haproxy {

// Why it would, in words; "": nothing is known against it.
std::string bad_request(const Context& context, const model::Request& request);

}  // namespace ek::predict::haproxy
