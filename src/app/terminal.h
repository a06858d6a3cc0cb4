// How wide the screen is that answers are read on.
#pragma once

#include <cstddef>

namespace ek::app {

// Of the terminal; else COLUMNS; else 100, which a ticket or a mail mostly shows.
std::size_t screen_columns();

}  // namespace ek::app
