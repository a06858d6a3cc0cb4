// Variables in keys and targets that nobody defines. After the walk: a map may stand anywhere.
#pragma once

#include "dialects/nginx/lowering.h"

namespace ek::dialects::nginx {

void name_unknown_variables(Lowering& lowering);  // of all keys
// Of a target as it is written.
void name_unknown_variables(Lowering& lowering, const model::Route& route, model::Layer layer);

}  // namespace ek::dialects::nginx
