// A key or table that TOML refuses because it is there already, and where it stood first.
#pragma once

#include <string_view>

#include "inputs/toml.h"

namespace ek::inputs {

// Whether `what`, the words of toml++ for an error at `at`, says that; then it is told in ours.
bool refuse_second(const text::Source& source, text::Place at, std::string_view what,
                   text::Diagnostics& diagnostics);

}  // namespace ek::inputs
