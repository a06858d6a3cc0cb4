// One file's text -> its lossless tree. Blocks and statements become nodes, comments blank nodes;
// white space lies between them. Everything the program would refuse is said, and the rest is read
// on.
#pragma once

#include "dialects/nginx/lexer.h"
#include "text/diagnostic.h"
#include "text/tree.h"

namespace ek::dialects::nginx {

// Why: the deepest real files have about ten levels (nested locations); printing and walking
// recurse.
inline constexpr int block_depth_max = 200;

// Lines that hold secrets are marked in `sources`, so that no excerpt shows them.
text::Node* build(text::Sources& sources, text::FileId file, text::Tree& tree,
                  text::Diagnostics& diagnostics);

}  // namespace ek::dialects::nginx
