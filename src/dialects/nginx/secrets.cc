#include "dialects/nginx/secrets.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "base/secret.h"

namespace ek::dialects::nginx {
namespace {

using text::Word;

// Directives every argument of which is secret.
constexpr std::array<std::string_view, 6> secret_directives{
    "secure_link_secret", "client_secret", "proxy_password",
    "secure_link_md5",    "eval_password", "auth_ldap_binddn_passwd"};

// Directives "name value" that set a header, a parameter or a variable: secret by their name.
constexpr std::array<std::string_view, 11> naming_directives{
    "proxy_set_header", "grpc_set_header",  "add_header",      "add_trailer",
    "fastcgi_param",    "uwsgi_param",      "scgi_param",      "set",
    "more_set_headers", "auth_http_header", "mqtt_set_connect"};

constexpr std::array<std::string_view, 10> secret_marks{
    "authorization", "password", "passwd", "secret", "token",
    "api-key",       "api_key",  "apikey", "cookie", "x-auth"};

template <std::size_t N>
bool among(const std::array<std::string_view, N>& list, std::string_view word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

std::string lower(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return out;
}

bool names_a_secret(std::string_view name) {
  constexpr std::size_t name_bytes_max = 256;
  const std::string lowered = lower(name.substr(0, name_bytes_max));
  return std::any_of(secret_marks.begin(), secret_marks.end(), [&](std::string_view mark) {
    return lowered.find(mark) != std::string::npos;
  });
}

// A value made of variables alone says nothing secret: "$http_authorization".
bool only_variables(std::string_view value) {
  return value.empty() || (value[0] == '$' && value.find_first_of(" :") == std::string_view::npos);
}

// "scheme://user:word@host": the part before the @ goes.
bool hide_credentials(Word& word, text::Tree& tree) {
  const auto scheme = word.value.find("://");
  if (scheme == std::string_view::npos) return false;
  const std::string_view rest = word.value.substr(scheme + 3);
  const auto at = rest.substr(0, rest.find_first_of("/?")).rfind('@');
  if (at == std::string_view::npos) return false;
  word.value = tree.keep(std::string(word.value.substr(0, scheme + 3)) +
                         std::string(base::redacted) + std::string(rest.substr(at)));
  return true;
}

}  // namespace

bool hide_secrets(std::span<Word> words, text::Tree& tree) {
  bool hidden = false;
  for (std::size_t i = 1; i < words.size(); ++i) hidden |= hide_credentials(words[i], tree);
  if (words.size() < 2) return hidden;
  const std::string_view directive = words[0].value;
  const bool all = among(secret_directives, directive);
  if (!all && !(among(naming_directives, directive) && names_a_secret(words[1].value)))
    return hidden;
  for (std::size_t i = all ? 1 : 2; i < words.size(); ++i) {
    if (only_variables(words[i].value)) continue;
    words[i].value = base::redacted;
    hidden = true;
  }
  return hidden;
}

}  // namespace ek::dialects::nginx
