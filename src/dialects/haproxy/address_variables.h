// Addresses know environment variables of their own: any part of one may be $NAME or ${NAME},
// inside quotes or not (manual 4.2, `bind` and `server`: <address>). They are filled in after the
// line has been cut into words, so that neither defaults nor "[*]" exist there.
#pragma once

#include <cstddef>

#include "dialects/haproxy/environment.h"
#include "dialects/haproxy/lexer.h"
#include "text/tree.h"

namespace ek::dialects::haproxy {

// Fills in the addresses of a lexed line; copied words go to `tree`. Adds the variables that have
// no value to the line's, and sets its error when more than `expansion_left` bytes would come in.
void fill_in_addresses(const Environment& environment, std::size_t expansion_left, text::Tree& tree,
                       LexedLine& line);

}  // namespace ek::dialects::haproxy
