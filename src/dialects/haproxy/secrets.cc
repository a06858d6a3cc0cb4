#include "dialects/haproxy/secrets.h"

#include <algorithm>
#include <array>

#include "base/secret.h"

namespace ek::dialects::haproxy {
namespace {

bool same_letter(char a, char b) {
  return (a | 0x20) == (b | 0x20);
}

bool contains(std::string_view text, std::string_view part) {
  return std::search(text.begin(), text.end(), part.begin(), part.end(), same_letter) != text.end();
}

// "https://user:password@host"
bool url_with_credentials(std::string_view word) {
  const auto scheme = word.find("://");
  if (scheme == std::string_view::npos) return false;
  const std::string_view rest = word.substr(scheme + 3);
  const std::string_view authority = rest.substr(0, rest.find('/'));
  const auto at = authority.find('@');
  return at != std::string_view::npos &&
         authority.substr(0, at).find(':') != std::string_view::npos;
}

// Text that carries a secret by its own content, wherever it stands.
bool carries_secret(std::string_view word) {
  return url_with_credentials(word) || contains(word, "authorization:") ||
         contains(word, "basic ") || contains(word, "bearer ") || word.starts_with("AUTH ") ||
         contains(word, "begin private key");
}

// The word after one of these is a secret.
bool announces_secret(std::string_view word) {
  static constexpr std::array<std::string_view, 8> words{
      "password",           "insecure-password", "ca-sign-pass", "cluster-secret",
      "dynamic-cookie-key", "anonkey",           "acme-vars",    "eab-mac-key"};
  return std::find(words.begin(), words.end(), word) != words.end();
}

}  // namespace

bool names_secret(std::string_view name) {
  static constexpr std::array<std::string_view, 10> parts{
      "authorization", "password", "passwd", "secret",  "token",
      "api-key",       "api_key",  "apikey", "private", "credential"};
  return std::any_of(parts.begin(), parts.end(),
                     [&](std::string_view part) { return contains(name, part); });
}

bool hide_secrets(std::span<text::Word> words) {
  if (!words.empty() && words[0].value == "server") return false;  // names and numbers only
  bool found = false;
  const auto hide = [&](std::size_t i) {
    if (i >= words.size()) return;
    words[i].value = base::redacted;
    found = true;
  };
  const auto word = [&](std::size_t i) {
    return i < words.size() ? words[i].value : std::string_view();
  };
  const bool sets_variable = word(0) == "setenv" || word(0) == "presetenv";
  if (word(0) == "stats" && word(1) != "socket") {
    // "stats auth user:password", and any misspelling of it.
    for (std::size_t i = 2; i < words.size(); ++i)
      if (word(1) == "auth" || word(i).find(':') != std::string_view::npos) hide(i);
  }
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (carries_secret(word(i))) hide(i);
    if (announces_secret(word(i))) hide(i + 1);
    // set-header Authorization "…", hdr X-Api-Key …, setenv DB_PASSWORD …
    const bool value_follows = i >= 1 && (sets_variable || contains(word(i - 1), "header") ||
                                          contains(word(i - 1), "hdr") || word(i - 1) == "name");
    if (value_follows && names_secret(word(i)))
      for (std::size_t j = i + 1; j < words.size() && word(j) != "if" && word(j) != "unless"; ++j)
        hide(j);
    if (i >= 1 && names_secret(word(i - 1)) &&
        word(i - 1).find("set-var") != std::string_view::npos)
      hide(i);
  }
  return found;
}

bool may_hold_secret(std::string_view line) {
  return names_secret(line) || carries_secret(line) || contains(line, "auth") ||
         contains(line, "dynamic-cookie-key") || contains(line, "ca-sign-pass");
}

}  // namespace ek::dialects::haproxy
