// Is this text an nginx configuration?
#pragma once

#include <string_view>

namespace ek::dialects::nginx {

int recognise(std::string_view text);  // 0 (no) to 100 (certainly)

}  // namespace ek::dialects::nginx
