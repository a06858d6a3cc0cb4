// Secrets within a single word, whatever directive it stands in.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

#include "text/tree.h"

namespace ek::dialects::nginx {

// Each returns true where it hid something. What stands in its place keeps the names in
// "(?<name>…)" of a pattern: other lines use them.
bool hide(text::Word& word, text::Tree& tree);  // all of it
bool hide_after(text::Word& word, std::size_t kept, text::Tree& tree);
bool hide_from(std::span<text::Word> words, std::size_t first, text::Tree& tree);

// "user:word@host" in the bytes from `begin` on: the part before the @ goes. None stands in a Unix
// socket's path, nor behind the host.
bool hide_user(text::Word& word, std::size_t begin, text::Tree& tree);
// Where a word that may be a URL has its host, with what stands before it.
std::size_t host_begin(std::string_view url);
// "user:word@10.0.0.1" and "token@10.0.0.1", which are no addresses.
bool hide_in_address(text::Word& word, text::Tree& tree);

// What the word gives away by itself: credentials of a URL, "token=VALUE", "Basic dXNlcg==".
bool hide_within(text::Word& word, text::Tree& tree);

// Does the text hold "token=" or "Basic " and the like?
bool announces_secret(std::string_view text);

// Behind the first of these in the text, in any case; npos: none of them is there.
std::size_t find_any(std::string_view text, std::span<const std::string_view> list);

}  // namespace ek::dialects::nginx
