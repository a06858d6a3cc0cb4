// One line against the table of directives: known here, in this version, with so many words?
#pragma once

#include "dialects/nginx/directive.h"
#include "dialects/nginx/lowering.h"

namespace ek::dialects::nginx {

struct Verdict {
  const Directive* directive = nullptr;  // nullptr: unknown
  bool usable = false;                   // right place and number of words: may be lowered
  model::Support support = model::Support::unrecognised;
  std::string_view note;
};

// `say`: false when the same line was judged before (its file is included twice).
Verdict check(Lowering& lowering, const Node& node, Contexts where, bool say);

}  // namespace ek::dialects::nginx
