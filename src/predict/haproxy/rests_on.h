// What HAProxy's picks hang on beside its configuration and the requests.
#pragma once

#include <string>
#include <vector>

#include "predict/algorithm.h"

namespace ek::predict::haproxy {

// Each as words behind "given"; empty: on nothing more.
std::vector<std::string> rests_on(const Context& context);

}  // namespace ek::predict::haproxy
