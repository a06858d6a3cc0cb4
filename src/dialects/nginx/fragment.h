// Files like those in conf.d and sites-enabled start inside http: find out where a file's lines
// stand.
#pragma once

#include "dialects/nginx/lowering.h"

namespace ek::dialects::nginx {

Contexts context_of_file(Lowering& lowering, const Node& root);

}  // namespace ek::dialects::nginx
