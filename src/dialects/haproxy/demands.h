// What HAProxy refuses whatever else the configuration says: words that it no longer has, and
// statements that lack their value (removed.def, needs_value.def).
#pragma once

#include <cstdint>
#include <string_view>

#include "dialects/haproxy/line.h"

namespace ek::dialects::haproxy {

struct RemovedWord {
  std::string_view name;     // "contimeout", "option forceclose"
  char where = 'P';          // P: proxies, G: global
  std::uint16_t since = 0;   // major * 100 + minor; 0: all versions of the tables
  std::string_view instead;  // what to do
};

// nullptr: not a word that was removed there.
const RemovedWord* find_removed(const Line& line, bool in_global);

// Is it a statement that stands for nothing without a value, and has none?
bool lacks_value(const Line& line, bool in_global);

}  // namespace ek::dialects::haproxy
