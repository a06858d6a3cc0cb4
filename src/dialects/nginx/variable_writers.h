// Who else may give a variable a value, beside the lines that are followed.
#pragma once

#include <string_view>

#include "text/tree.h"

namespace ek::dialects::nginx {

// Code (lua, perl, njs), a captured group, auth_request_set and their like, or a file included into
// the variable's map. `name`: in lower case, without the dollar.
bool written_elsewhere(const text::Tree& tree, std::string_view name);

}  // namespace ek::dialects::nginx
