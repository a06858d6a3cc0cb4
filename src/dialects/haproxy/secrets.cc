#include "dialects/haproxy/secrets.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "base/secret.h"
#include "dialects/haproxy/keywords.h"

namespace ek::dialects::haproxy {
namespace {

using Words = std::span<text::Word>;

bool same_letter(char a, char b) {
  return (a | 0x20) == (b | 0x20);
}

std::size_t find(std::string_view text, std::string_view part) {
  const auto at = std::search(text.begin(), text.end(), part.begin(), part.end(), same_letter);
  return at == text.end() ? std::string_view::npos : static_cast<std::size_t>(at - text.begin());
}

bool contains(std::string_view text, std::string_view part) {
  return find(text, part) != std::string_view::npos;
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

// What a client shows to be known again is as good as its password; keywords hold these words, too.
bool names_session(std::string_view name) {
  return contains(name, "cookie") || contains(name, "session");
}

// "user:password@10.0.0.1:80", which is no address; "unix@/run/x" and "ipv6@::1:80" are.
bool address_with_credentials(std::string_view word) {
  const auto at = word.find('@');
  return at != std::string_view::npos && word.substr(0, at).find(':') != std::string_view::npos;
}

// Text that carries a secret by its own content, wherever it stands.
bool carries_secret(std::string_view word) {
  if (word.find_first_of(": ") == std::string_view::npos) return false;
  return url_with_credentials(word) || contains(word, "authorization:") ||
         contains(word, "basic ") || contains(word, "bearer ") || word.starts_with("AUTH ") ||
         contains(word, "begin private key");
}

// The words after one of these are a secret (one, but a blank in it makes more).
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

// Would the words after word `i`, if that is the name of a secret, be the secret itself? As in
// set-header Authorization "…", hdr X-Api-Key …, setenv DB_PASSWORD …, and their misspellings.
bool value_follows(Words words, std::size_t i) {
  const std::string_view verb = words[0].value;
  if (verb == "capture" || verb == "acl") return false;
  if (i == 0 || contains(verb, "setenv") || verb.starts_with("http-")) return true;
  const std::string_view before = words[i - 1].value;
  return contains(before, "header") || contains(before, "hdr") || before == "name" ||
         contains(before, "set-var");
}

// Converters that take a key (manual 7.3.1): everything between their parentheses goes.
constexpr std::array<std::string_view, 4> keyed_converters{"hmac(", "jwt_verify", "aes_gcm_",
                                                           "aes_cbc_"};

// A word without the values of "password=…" and without the keys of converters; unchanged if it has
// none.
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
    const std::string text = std::exchange(out, "");
    rest = text;
    for (auto at = find(rest, converter); at != std::string_view::npos;
         at = find(rest, converter)) {
      const auto open = rest.find('(', at);
      if (open == std::string_view::npos) break;
      cut(open + 1, ")");
    }
    out += std::string(rest);
  }
  return out;
}

class Hider {
 public:
  Hider(Words words, text::Tree& tree) : words_(words), tree_(tree) {}

  bool hide_all() {
    if (word(0).ends_with("server")) hide_server();
    if (word(0) == "server") return found_;
    bool in_condition = false;
    for (std::size_t i = 0; i < words_.size(); ++i) {
      in_condition = in_condition || word(i) == "if" || word(i) == "unless";
      hide_by_content(i);
      hide_by_announcement(i);
      if (!in_condition && value_follows(words_, i) &&
          (names_secret(word(i)) || (i >= 1 && word(i - 1) != "name" && names_session(word(i)))))
        hide_until_condition(i + 1);
      if (contains(word(i), "set-var(") && names_secret(word(i))) hide_until_condition(i + 1);
    }
    hide_compared_values();
    return found_;
  }

 private:
  std::string_view word(std::size_t i) const {
    return i < words_.size() ? words_[i].value : std::string_view();
  }

  void hide(std::size_t i) {
    if (i >= words_.size()) return;
    words_[i].value = base::redacted;
    found_ = true;
  }

  void hide_until_condition(std::size_t i) {
    for (; i < words_.size() && word(i) != "if" && word(i) != "unless"; ++i) hide(i);
  }

  // A server's words are names and numbers; its address may be somebody's mistake.
  void hide_server() {
    for (std::size_t i = 1; i < words_.size(); ++i)
      if (address_with_credentials(word(i))) hide(i);
  }

  void hide_by_content(std::size_t i) {
    if (carries_secret(word(i))) return hide(i);
    if (word(i).find_first_of("=(") == std::string_view::npos) return;
    const std::string shown = without_values(word(i));
    if (shown == word(i)) return;
    words_[i].value = tree_.keep(shown);
    found_ = true;
  }

  void hide_by_announcement(std::size_t i) {
    if (announces_secret(word(i), i == 0))
      for (std::size_t j = i + 1; j < words_.size() && word(j) != "groups"; ++j) hide(j);
    if (i == 1 && word(0) == "stats") return hide_stats();
    // "auth user:password" after a misspelt "stats".
    if (i >= 1 && word(i - 1) == "auth" && word(i).find(':') != std::string_view::npos) hide(i);
  }

  // "stats auth user:password", and any misspelling of it.
  void hide_stats() {
    if (find_keyword("stats", word(1), 'G') != nullptr) return;
    const bool known = find_keyword("stats", word(1), 'L') != nullptr;
    for (std::size_t i = 2; i < words_.size(); ++i)
      if (word(1) == "auth" || !known) hide(i);
  }

  // acl a req.hdr(X-Token) -m str VALUE; … if { url_param(api_key) VALUE }
  void hide_compared_values() {
    bool compares = contains(word(0), "acl"), secret = false;
    for (std::size_t i = 1; i < words_.size(); ++i) {
      if (word(i) == "{" || word(i) == "!{" || word(i) == "}") {
        compares = word(i) != "}" || (compares && contains(word(0), "acl"));
        secret = false;
      } else if (secret && !word(i).starts_with('-') && word(i - 1) != "-m") {
        hide(i);
      } else if (compares && word(i).find('(') != std::string_view::npos) {
        secret = names_secret(word(i)) || names_session(word(i));
      }
    }
  }

  Words words_;
  text::Tree& tree_;
  bool found_ = false;
};

}  // namespace

bool names_secret(std::string_view name) {
  static constexpr std::array<std::string_view, 11> parts{
      "authorization", "password", "passwd",  "secret",     "token", "api-key",
      "api_key",       "apikey",   "private", "credential", "x-auth"};
  return std::any_of(parts.begin(), parts.end(),
                     [&](std::string_view part) { return contains(name, part); });
}

bool hide_secrets(Words words, text::Tree& tree) {
  return Hider(words, tree).hide_all();
}

bool comment_holds_secret(std::string_view comment) {
  return names_secret(comment) || carries_secret(comment);
}

bool may_hold_secret(std::string_view line) {
  return comment_holds_secret(line) || names_session(line) || address_with_credentials(line) ||
         contains(line, "auth") || contains(line, "ca-sign-pass") || contains(line, "key") ||
         contains(line, "hmac") || contains(line, "jwt") || contains(line, "aes_");
}

}  // namespace ek::dialects::haproxy
