// Files like those in conf.d and sites-enabled start inside http: find out where a file's lines
// stand.
#pragma once

#include "dialects/nginx/lowering.h"

namespace ek::dialects::nginx {

// The inside of a block, as its own lines tell.
bool is_fragment(const Node& root);
Contexts context_of_file(Lowering& lowering, const Node& root);

}  // namespace ek::dialects::nginx
