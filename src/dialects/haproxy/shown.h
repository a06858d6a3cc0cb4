// A user's word as messages show it: printable, and never long.
#pragma once

#include <string>
#include <string_view>

#include "base/text.h"

namespace ek::dialects::haproxy {

inline constexpr std::size_t shown_bytes_max = 80;  // longer words would drown the message

inline std::string shown(std::string_view word) {
  if (word.size() <= shown_bytes_max) return base::printable(word);
  return base::printable(word.substr(0, shown_bytes_max)) + "…";
}

}  // namespace ek::dialects::haproxy
