// The rules' pages, built into the program. The definition is generated: see
// cmake/EmbedPages.cmake.
#pragma once

#include <span>
#include <string_view>

namespace ek::lint {

struct Page {
  std::string_view rule, text;
};

std::span<const Page> pages();  // in the order of rules.def

}  // namespace ek::lint
