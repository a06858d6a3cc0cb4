#include "dialects/haproxy/secrets.h"

#include <algorithm>
#include <array>

#include "base/secret.h"
#include "dialects/haproxy/keywords.h"

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
  if (word.find_first_of(": ") == std::string_view::npos) return false;
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

// Would the words after word `i`, if that is the name of a secret, be the secret itself? As in
// set-header Authorization "…", hdr X-Api-Key …, setenv DB_PASSWORD …, and their misspellings.
bool value_follows(std::span<const text::Word> words, std::size_t i) {
  const std::string_view verb = words[0].value;
  if (verb == "capture" || verb == "acl") return false;
  if (i == 0 || verb == "setenv" || verb == "presetenv" || verb.starts_with("http-")) return true;
  const std::string_view before = words[i - 1].value;
  return contains(before, "header") || contains(before, "hdr") || before == "name";
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
  if (word(0) == "stats" && find_keyword("stats", word(1), 'G') == nullptr) {
    // "stats auth user:password", and any misspelling of it.
    const bool known = find_keyword("stats", word(1), 'L') != nullptr;
    for (std::size_t i = 2; i < words.size(); ++i)
      if (word(1) == "auth" || !known) hide(i);
  }
  bool in_condition = false;
  for (std::size_t i = 0; i < words.size(); ++i) {
    in_condition = in_condition || word(i) == "if" || word(i) == "unless";
    if (carries_secret(word(i))) hide(i);
    if (announces_secret(word(i))) hide(i + 1);
    if (!in_condition && value_follows(words, i) && names_secret(word(i)))
      for (std::size_t j = i + 1; j < words.size() && word(j) != "if" && word(j) != "unless"; ++j)
        hide(j);
    if (i >= 1 && word(i - 1).find("set-var") != std::string_view::npos &&
        names_secret(word(i - 1)))
      hide(i);
  }
  return found;
}

bool may_hold_secret(std::string_view line) {
  return names_secret(line) || carries_secret(line) || contains(line, "auth") ||
         contains(line, "dynamic-cookie-key") || contains(line, "ca-sign-pass");
}

}  // namespace ek::dialects::haproxy
