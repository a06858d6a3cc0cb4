#include "dialects/haproxy/keyed_values.h"

#include <algorithm>
#include <array>

#include "base/secret.h"
#include "dialects/haproxy/secret_words.h"

namespace ek::dialects::haproxy {
namespace {

// Converters that take a key (manual 7.3.1): everything from their parenthesis on goes, since the
// key itself may hold one.
constexpr std::array<std::string_view, 6> keyed_converters{"hmac",     "jwt_verify",    "aes_gcm_",
                                                           "aes_cbc_", "secure_memcmp", "xor("};

}  // namespace

bool keyed_elsewhere(std::string_view word) {
  if (word.find(',') == std::string_view::npos) return false;
  return std::any_of(
      keyed_converters.begin(), keyed_converters.end(), [&](std::string_view converter) {
        const auto at = find_part(word, converter);
        return at != std::string_view::npos && word.find('(', at) == std::string_view::npos;
      });
}

std::string without_values(std::string_view word) {
  std::string out;
  std::string_view rest = word;
  const auto cut = [&](std::size_t from, std::string_view ends) {
    const auto end = std::min(rest.find_first_of(ends, from), rest.size());
    out += std::string(rest.substr(0, from)) + std::string(base::redacted);
    rest.remove_prefix(end);
  };
  for (auto at = rest.find('='); at != std::string_view::npos; at = rest.find('=')) {
    const auto name = rest.find_last_of("&?", at);
    const bool secret = names_secret(rest.substr(0, at).substr(name > at ? 0 : name));
    if (secret) cut(at + 1, rest.substr(0, at).find('(') < at ? ")&" : "&");
    out += std::string(rest.substr(0, secret ? 0 : at + 1));
    rest.remove_prefix(secret ? 0 : at + 1);
  }
  out += std::string(rest);
  for (const std::string_view converter : keyed_converters) {
    const auto at = find_part(out, converter);
    const auto open = at == std::string::npos ? at : out.find('(', at);
    if (open != std::string::npos) out = out.substr(0, open + 1) + std::string(base::redacted);
  }
  return out;
}

}  // namespace ek::dialects::haproxy
