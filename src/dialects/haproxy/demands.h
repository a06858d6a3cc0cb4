// What HAProxy refuses whatever else the configuration says: words that it no longer has,
// statements that lack their value or have a word too many (removed.def, needs_value.def,
// word_counts.def), and prefixes that do not go with an option.
#pragma once

#include <cstdint>
#include <string_view>

#include "dialects/haproxy/line.h"
#include "model/program.h"

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

// The index of the first word that is too many; 0: there is none, as far as is known.
std::size_t word_too_many(const Line& line, bool in_global);

// May "no" or "default" stand before this option?
bool takes_prefix(const Line& line, model::Version version);

}  // namespace ek::dialects::haproxy
