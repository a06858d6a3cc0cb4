// What is asked of a tree in any dialect.
#pragma once

#include <string_view>

#include "text/tree.h"

namespace ek::dialects {

// Does a block of that name stand at the outermost level of a file?
inline bool has_block(const text::Tree& tree, std::string_view name) {
  for (const text::Node* file : tree.files())
    for (const text::Node* node = file->first_child; node != nullptr; node = node->next)
      if (node->kind == text::NodeKind::block && node->word(0) == name) return true;
  return false;
}

}  // namespace ek::dialects
