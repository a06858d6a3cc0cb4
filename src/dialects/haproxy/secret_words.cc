#include "dialects/haproxy/secret_words.h"

#include <algorithm>
#include <array>

#include "base/secret.h"
#include "dialects/haproxy/address.h"

namespace ek::dialects::haproxy {
namespace {

bool same_letter(char a, char b) {
  return (a | 0x20) == (b | 0x20);
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

// "Basic dXNlcg==", with any blank between.
bool scheme_with_value(std::string_view word) {
  return contains_part(word, "basic ") || contains_part(word, "basic\t") ||
         contains_part(word, "bearer ") || contains_part(word, "bearer\t") ||
         contains_part(word, "digest ");
}

}  // namespace

std::size_t find_part(std::string_view text, std::string_view part) {
  const auto at = std::search(text.begin(), text.end(), part.begin(), part.end(), same_letter);
  return at == text.end() ? std::string_view::npos : static_cast<std::size_t>(at - text.begin());
}

bool contains_part(std::string_view text, std::string_view part) {
  return find_part(text, part) != std::string_view::npos;
}

bool names_secret(std::string_view name) {
  return base::speaks_of_secret(name);
}

bool names_session(std::string_view name) {
  return contains_part(name, "cookie") || contains_part(name, "session");
}

bool address_with_credentials(std::string_view word) {
  const auto at = word.rfind('@');
  return at != std::string_view::npos && word.substr(0, at).find(':') != std::string_view::npos;
}

bool address_of_nobody(std::string_view word) {
  if (word.find('@') == std::string_view::npos) return false;
  const model::Address address = parse_server_address(word).address;
  const bool named =
      address.kind != model::AddressKind::unix_socket && address.kind != model::AddressKind::other;
  return named && address.host.find('@') != std::string::npos;
}

bool carries_secret(std::string_view word) {
  if (word.find_first_of(": \t") == std::string_view::npos) return false;
  return url_with_credentials(word) || address_with_credentials(word) ||
         contains_part(word, "authorization:") || scheme_with_value(word) ||
         word.starts_with("AUTH ") || word.starts_with("AUTH\t") ||
         contains_part(word, "begin private key");
}

bool begins_unquoted(std::string_view verb, std::string_view word) {
  if (!verb.starts_with("http-") && !verb.starts_with("tcp-") && verb != "option" &&
      verb != "command")
    return false;
  if (contains_part(word, "authorization:") || word.starts_with("AUTH")) return true;
  return contains_part(word.substr(0, 5), "basic") || contains_part(word.substr(0, 6), "bearer");
}

bool announces_secret(std::string_view word, bool first) {
  static constexpr std::array<std::string_view, 8> words{
      "password",           "insecure-password", "ca-sign-pass", "cluster-secret",
      "dynamic-cookie-key", "anonkey",           "acme-vars",    "eab-mac-key"};
  return std::any_of(words.begin(), words.end(),
                     [&](std::string_view known) {
                       // "xcluster-secret": a keyword may be misspelt; names end as they like.
                       return word == known || (first && word.ends_with(known));
                     }) ||
         (word.starts_with("--") && names_secret(word));
}

}  // namespace ek::dialects::haproxy
