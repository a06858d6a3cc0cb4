// Variables that nobody defines: an error where no other module may. After the walk: a map may
// stand anywhere.
#pragma once

#include "dialects/nginx/lowering.h"

namespace ek::dialects::nginx {

// Of a line that the program evaluates.
void note_variables(Lowering& lowering, const Node& node, const Scope& scope);
// Of a result in a map, in that word.
void note_variables_of_result(Lowering& lowering, const Node& line, std::size_t word,
                              model::Layer layer);

void name_unknown_variables(Lowering& lowering);  // of all keys, and of what was noted
// Of a target as it is written.
void name_unknown_variables(Lowering& lowering, const model::Route& route, model::Layer layer);

}  // namespace ek::dialects::nginx
