// Text that must never be printed: passwords, authorization headers, credentials in URLs, keys. The
// readers leave this in its place, and hide the line that it stands in (text::Source::hide_line).
#pragma once

#include <string_view>

namespace ek::base {

inline constexpr std::string_view redacted = "[secret]";  // what is printed in its place

}  // namespace ek::base
