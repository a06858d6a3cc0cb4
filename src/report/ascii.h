// Text for a screen, a font or a ticket system that has nothing but ASCII (--ascii).
#pragma once

#include <string>
#include <string_view>

namespace ek::report {

// Our own marks become plain ones; of other characters, the user's, each byte is shown as \xNN.
std::string ascii(std::string_view text);

}  // namespace ek::report
