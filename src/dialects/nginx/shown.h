// A word of the configuration within a message.
#pragma once

#include <string>
#include <string_view>

#include "base/text.h"

namespace ek::dialects::nginx {

inline std::string shown(std::string_view word) {
  constexpr std::size_t bytes_max = 64;
  if (word.size() <= bytes_max) return base::printable(word);
  return base::printable(word.substr(0, bytes_max)) + "…";
}

}  // namespace ek::dialects::nginx
