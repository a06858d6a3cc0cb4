// Small helpers for text that comes from users: never trusted to be printable or valid UTF-8.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace ek::base {

std::string_view trim(std::string_view text);  // blanks, tabs, CR and LF at both ends

// Safe for a terminal: control characters, DEL and bytes that are not valid UTF-8 become \xNN.
std::string printable(std::string_view text);

// Shell-style pattern: * any run, ? any one byte. No classes. Linear in practice (last star only).
bool glob_match(std::string_view pattern, std::string_view text);

// The nearest to `word` by edits (a swap is one; at most a third of its length), or "".
std::string_view nearest(std::string_view word, std::span<const std::string_view> candidates);

// The same, and else the only candidate that `word` begins: "warn" means "warning".
std::string_view meant(std::string_view word, std::span<const std::string_view> candidates);

// " (did you mean check?)", or "".
std::string did_you_mean(std::string_view word, std::span<const std::string_view> candidates);

}  // namespace ek::base
