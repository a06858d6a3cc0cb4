// Variables in keys that nobody defines. After the walk: a map may stand anywhere.
#pragma once

#include "dialects/nginx/lowering.h"

namespace ek::dialects::nginx {

void name_unknown_variables(Lowering& lowering);

}  // namespace ek::dialects::nginx
