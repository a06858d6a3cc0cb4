// What to say of a word on the command line that is not known: name it, and the nearest known one.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace CLI {
class App;
}

namespace ek::app {

// "" when every word was known; else a sentence about the first one that was not.
std::string unknown_word(const CLI::App& app);

// "warn is none of note, warning, error, never (did you mean warning?)"
std::string none_of(std::string_view word, std::span<const std::string_view> known);

}  // namespace ek::app
