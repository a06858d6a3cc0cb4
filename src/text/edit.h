// Changes to a source file as byte replacements, and how they look as a patch.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "text/source.h"

namespace ek::text {

struct Edit {
  FileId file = 0;
  std::uint32_t begin = 0;  // bytes [begin, end) are replaced
  std::uint32_t end = 0;
  std::string replacement;
  friend bool operator==(const Edit&, const Edit&) = default;
};

inline constexpr std::uint16_t column_max = 65535;  // a place's column is this one, or further on

// The raw word or value that starts at `at`: up to the next blank, ';', '{' or line end.
// `at.column` must be below column_max: at it, nobody knows where the value is.
Edit replace_value(Place at, std::string replacement, const Sources& sources);

// Edits applied to one file. They must not overlap; order does not matter.
std::string apply(const Source& source, FileId file, std::vector<Edit> edits);

// A unified diff (3 lines of context) of every file that the edits touch; "" when there are none.
// Lines that hold a secret (Source::hide_line) are never context, and a file whose edits change one
// is left out.
std::string unified_diff(const Sources& sources, const std::vector<Edit>& edits);

}  // namespace ek::text
