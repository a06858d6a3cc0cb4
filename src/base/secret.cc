#include "base/secret.h"

#include <algorithm>
#include <array>

namespace ek::base {
namespace {

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool letter(char c) {
  return lower(c) >= 'a' && lower(c) <= 'z';
}

// Wherever they stand.
constexpr std::array<std::string_view, 18> long_marks{
    "authori", "passw",      "secret",    "token",         "api-key",     "api_key",
    "apikey",  "credential", "private",   "authkey",       "x-auth",      "bearer",
    "cookie",  "session",    "signature", "insecure-pass", "account-key", "anonkey"};
// As words of their own.
constexpr std::array<std::string_view, 9> short_marks{"pass", "pwd", "pw",  "key",  "kye",
                                                      "auth", "sig", "pin", "basic"};

bool stands_alone(std::string_view text, std::size_t at, std::size_t size) {
  const bool before = at == 0 || !letter(text[at - 1]);
  const bool after = at + size == text.size() || !letter(text[at + size]);
  return before && after;
}

bool same_at(std::string_view text, std::size_t at, std::string_view mark) {
  if (text.size() - at < mark.size()) return false;
  for (std::size_t i = 0; i < mark.size(); ++i)
    if (lower(text[at + i]) != mark[i]) return false;
  return true;
}

// The end of the last mark in `text`; 0: there is none.
std::size_t last_mark_end(std::string_view text) {
  std::size_t end = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (!letter(text[at])) continue;
    for (const std::string_view mark : long_marks)
      if (same_at(text, at, mark)) end = std::max(end, at + mark.size());
    for (const std::string_view mark : short_marks)
      if (same_at(text, at, mark) && stands_alone(text, at, mark.size()))
        end = std::max(end, at + mark.size());
  }
  return end;
}

}  // namespace

bool speaks_of_secret(std::string_view text) {
  return last_mark_end(text) != 0;
}

bool may_show_name(std::string_view name) {
  const bool plain = std::all_of(name.begin(), name.end(), [](char c) {
    return letter(c) || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
  });
  if (!plain) return false;
  const std::size_t end = last_mark_end(name);
  // The rest of a known word may follow ("password", "authorization"), no digits and no capitals.
  return std::all_of(name.begin() + static_cast<std::ptrdiff_t>(end), name.end(), [&](char c) {
    return end == 0 || (c >= 'a' && c <= 'z') || c == '-' || c == '_';
  });
}

}  // namespace ek::base
