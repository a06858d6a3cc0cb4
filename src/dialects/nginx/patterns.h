// Regular expressions of a configuration: the program compiles each when it starts.
#pragma once

#include <string_view>

#include "dialects/nginx/lowering.h"

namespace ek::dialects::nginx {

// A pattern that no library takes which the program may be built with: said of that word.
void check_pattern(Lowering& lowering, const Node& node, std::size_t word,
                   std::string_view pattern);

void check_server_names(Lowering& lowering, const Node& node, const Scope& scope);

}  // namespace ek::dialects::nginx
