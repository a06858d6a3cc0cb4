// What may be printed: text that is safe for a terminal, JSON that parses.
#pragma once

#include <string_view>

#include "fuzz/check.h"

namespace ek::fuzz {

Complaint not_printable(std::string_view text);  // valid UTF-8, no control bytes but line ends
Complaint not_json(std::string_view text);       // one JSON value, and printable

}  // namespace ek::fuzz
