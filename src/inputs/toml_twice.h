// Where a key that TOML refuses, because it is there already, stood first.
#pragma once

#include <optional>

#include "inputs/toml.h"

namespace ek::inputs {

// The line of a key or table that `again` gives once more; nullopt: it cannot be told, as within
// one line.
std::optional<std::uint32_t> first_line_of(const text::Source& source, text::Place again);

}  // namespace ek::inputs
