// Variables that the program brings along, whatever a configuration says. Names in lower case.
#pragma once

#include <string_view>

namespace ek::dialects::nginx {

// Of http, with a value that set, map and their siblings may not replace.
bool is_fixed_variable(std::string_view name);

// Of http, and not there in stream.
bool is_http_only_variable(std::string_view name);

// Is there one of that name, in some version or some module of the project's own?
bool is_builtin_variable(std::string_view name);

}  // namespace ek::dialects::nginx
