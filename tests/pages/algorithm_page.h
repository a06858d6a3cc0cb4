// Runs the blocks of an algorithm's page: a configuration of one pool, then what it gives.
//
//   ```haproxy version=3.2      or nginx
//   ```shares                   "web1 25.000%" a line; half of the last digit is the tolerance
//   ```picks                    one line of server names, for identical requests from a fresh
//   start;
//                               or lines {"src":"10.0.0.7","path":"/a"} -> web1
#pragma once

#include <string>

#include "markdown.h"

namespace ek::pages {

// What is wrong, or "" when `claim` (shares or picks) holds for `config`.
std::string run_claim(const Block& config, const Block& claim);

}  // namespace ek::pages
