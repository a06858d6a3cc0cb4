// The words of its own that the action of a rule takes, whatever they are (manual 4.3).
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

namespace ek::dialects::haproxy {

class Line;

// Where the action of a rule stands; nullopt: the line is no rule.
std::optional<std::size_t> action_at(const Line& line);

// The word behind all that the action takes; 0: the line is no rule.
std::size_t own_words_end(const Line& line);

// Those of them that are log-formats.
std::vector<std::size_t> format_words(const Line& line);

}  // namespace ek::dialects::haproxy
