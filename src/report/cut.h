// Names cut in the middle, where a table is wider than the screen.
#pragma once

#include <string>
#include <vector>

#include "report/style.h"

namespace ek::report {

inline constexpr std::size_t name_columns_min = 12;  // shorter, names say little

// Printable names, each in as few columns as asked for: "web-frontend-eu-1a" in 12 is
// "web-fr…eu-1a". In more where two would look the same.
std::vector<std::string> cut_apart(const std::vector<std::string>& names, std::size_t columns,
                                   const Style& style);

std::size_t widest(const std::vector<std::string>& texts);

// What is left of `columns` when they must shrink by `excess`; name_columns_min at least, unless
// they are fewer.
std::size_t shrunk(std::size_t columns, std::size_t excess);

// By how much `columns` are too many for the screen.
std::size_t excess(std::size_t columns, const Style& style);

}  // namespace ek::report
