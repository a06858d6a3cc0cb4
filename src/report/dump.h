// What we read, shown: the tree, the model, and the source printed back from the tree.
#pragma once

#include "dialects/dialect.h"
#include "report/output.h"

namespace ek::report {

void dump_tree(const dialects::Reading& reading, Output& output);    // an indented line a node
void dump_source(const dialects::Reading& reading, Output& output);  // byte for byte
void dump_model_text(const dialects::Reading& reading, Output& output);
void dump_model_json(const dialects::Reading& reading, std::string_view file, Output& output);

}  // namespace ek::report
