// Text that must never be printed: passwords, authorization headers, credentials in URLs, keys. The
// readers leave this in its place, and hide the line that it stands in (text::Source::hide_line).
// One place of the model keeps it, to compare requests with it: model::Test::words.
#pragma once

#include <string_view>

namespace ek::base {

inline constexpr std::string_view redacted = "[secret]";      // what is printed in its place
inline constexpr std::string_view not_shown = "[not shown]";  // in place of what may hold one

// Does this name or text speak of a password, a token, a key? The one list of such words, for every
// dialect. Case does not matter; short ones count only where they stand for themselves ("X-Key",
// "db_pass", "?sig=", not "monkey").
bool speaks_of_secret(std::string_view text);

// A name that stands where a keyword should, and is shown in a message: letters, digits, "-_." and
// no secret glued to a word that announces one ("cluster-secretXYZ").
bool may_show_name(std::string_view name);

}  // namespace ek::base
