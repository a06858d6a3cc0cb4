// Walks a configuration in the order in which it takes effect, includes in their places: checks
// every line against the table of directives, counts coverage, and hands the lines we model to the
// lowering.
#pragma once

#include "dialects/nginx/directive.h"
#include "dialects/nginx/lowering.h"

namespace ek::dialects::nginx {

// Why limits: a file included again and again makes much out of little.
inline constexpr std::size_t statements_max = 2'000'000;
inline constexpr int walk_depth_max = 400;                // blocks and includes together
inline constexpr std::size_t covered_lines_max = 10'000;  // named one by one; the rest is counted

void walk(Lowering& lowering);

}  // namespace ek::dialects::nginx
