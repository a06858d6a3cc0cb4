// A piece of a configuration is answered like a whole one, but said to be a piece.
#pragma once

#include "dialects/dialect.h"

namespace ek::app {

void note_fragment(const dialects::Dialect& dialect, dialects::Reading& reading);

}  // namespace ek::app
