// The sentence for a rule that does not exist.
#pragma once

#include <string_view>

#include "base/result.h"

namespace ek::app {

base::Error no_such_rule(std::string_view name);

}  // namespace ek::app
