#include "dialects/nginx/lua_block.h"

#include <algorithm>
#include <string>

namespace ek::dialects::nginx {
namespace {

// The level of a long bracket at `at`: "[[" 0, "[==[" 2; -1: none.
int long_bracket(std::string_view bytes, std::size_t at) {
  if (at >= bytes.size() || bytes[at] != '[') return -1;
  std::size_t i = at + 1;
  while (i < bytes.size() && bytes[i] == '=') ++i;
  return i < bytes.size() && bytes[i] == '[' ? static_cast<int>(i - at - 1) : -1;
}

std::size_t after(std::string_view bytes, std::size_t at, std::string_view closing) {
  const std::size_t found = bytes.find(closing, at);
  return found == std::string_view::npos ? bytes.size() : found + closing.size();
}

std::size_t after_long_bracket(std::string_view bytes, std::size_t at, int level) {
  const std::string closing = "]" + std::string(static_cast<std::size_t>(level), '=') + "]";
  return after(bytes, at + static_cast<std::size_t>(level) + 2, closing);
}

std::size_t after_string(std::string_view bytes, std::size_t at) {
  const char quote = bytes[at++];
  while (at < bytes.size() && bytes[at] != quote && bytes[at] != '\n')
    at += bytes[at] == '\\' ? 2 : 1;
  return std::min(at + 1, bytes.size());
}

std::size_t after_comment(std::string_view bytes, std::size_t at) {
  const int level = long_bracket(bytes, at + 2);
  return level >= 0 ? after_long_bracket(bytes, at + 2, level) : after(bytes, at, "\n");
}

}  // namespace

bool is_lua_block(std::string_view directive) {
  return directive.ends_with("_by_lua_block");
}

std::size_t end_of_lua_block(std::string_view bytes, std::size_t begin) {
  std::size_t at = begin;
  int depth = 1;
  while (at < bytes.size()) {
    const char c = bytes[at];
    if (c == '}' && --depth == 0) return at + 1;
    if (c == '{') ++depth;
    const int level = c == '[' ? long_bracket(bytes, at) : -1;
    if (c == '"' || c == '\'')
      at = after_string(bytes, at);
    else if (bytes.substr(at, 2) == "--")
      at = after_comment(bytes, at);
    else
      at = level >= 0 ? after_long_bracket(bytes, at, level) : at + 1;
  }
  return bytes.size();
}

}  // namespace ek::dialects::nginx
