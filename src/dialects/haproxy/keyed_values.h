// Secrets within a word: the keys of converters, and values behind a "=".
#pragma once

#include <string>
#include <string_view>

namespace ek::dialects::haproxy {

// "path,hmac (sha256,KEY)": a blank too many.
bool keyed_elsewhere(std::string_view word);

// A word without the values of "password=…" and without the keys of converters; unchanged if it has
// none.
std::string without_values(std::string_view word);

}  // namespace ek::dialects::haproxy
