#include "dialects/nginx/secrets.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "base/secret.h"
#include "dialects/nginx/directive.h"
#include "dialects/nginx/key.h"
#include "dialects/nginx/values.h"

namespace ek::dialects::nginx {
namespace {

using text::Word;

// Every argument of these is secret.
constexpr std::array<std::string_view, 7> secret_directives{
    "secure_link_secret", "secure_link_md5", "client_secret",          "proxy_password",
    "proxy_username",     "eval_password",   "auth_ldap_binddn_passwd"};

// "name value": secret when the name says so.
constexpr std::array<std::string_view, 13> naming_directives{
    "proxy_set_header",      "grpc_set_header",  "add_header", "add_trailer",
    "fastcgi_param",         "uwsgi_param",      "scgi_param", "set",
    "auth_http_header",      "mqtt_set_connect", "header",     "more_set_headers",
    "more_set_input_headers"};

// "…?token=VALUE", "password=VALUE" within a word, wherever it stands.
constexpr std::array<std::string_view, 13> assignments{
    "password=", "passwd=", "token=", "secret=", "api_key=", "apikey=",  "api-key=",
    "pwd=",      "pass=",   "sig=",   "key=",    "token:",   "password:"};

// "Basic dXNlcg==", as a header's value or what it is compared with.
constexpr std::array<std::string_view, 6> schemes{"basic ",  "bearer ",  "digest ",
                                                  "basic\t", "bearer\t", "digest\t"};

// What a misspelt or misplaced word may be part of.
constexpr std::array<std::string_view, 6> faint_marks{"secure_link", "link_md5", "session",
                                                      "auth",        "key",      "binddn"};

template <std::size_t N>
bool among(const std::array<std::string_view, N>& list, std::string_view word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

template <std::size_t N>
std::size_t find_any(std::string_view text, const std::array<std::string_view, N>& list) {
  std::string lowered(text);
  std::transform(lowered.begin(), lowered.end(), lowered.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  std::size_t first = std::string_view::npos;
  for (const std::string_view mark : list) {
    const std::size_t at = lowered.find(mark);
    if (at != std::string::npos) first = std::min(first, at + mark.size());
  }
  return first;
}

// "$http_authorization" tells nothing; "Bearer $token" does not either, but costs nothing to hide.
bool only_variables(std::string_view value) {
  const auto parts = split_template(value);
  return std::all_of(parts.begin(), parts.end(), [](const auto& part) { return part.variable; });
}

// What stands in the place of a text. The names in "(?<name>…)" of a pattern stay: other lines use
// them.
std::string_view redaction(std::string_view text, text::Tree& tree) {
  std::string out(base::redacted);
  for (const std::string_view name : capture_names(text)) out.append("(?<").append(name) += ">)";
  return out.size() == base::redacted.size() ? base::redacted : tree.keep(out);
}

bool hide(Word& word, text::Tree& tree) {
  if (only_variables(word.value)) return false;
  word.value = redaction(word.value, tree);
  return true;
}

bool hide_after(Word& word, std::size_t kept, text::Tree& tree) {
  if (kept >= word.value.size() || only_variables(word.value.substr(kept))) return false;
  word.value = tree.keep(std::string(word.value.substr(0, kept)) +
                         std::string(redaction(word.value.substr(kept), tree)));
  return true;
}

// Where a word that may be a URL has its host, with what stands before it.
std::size_t host_begin(std::string_view url) {
  const auto scheme = is_unix(url) ? std::string_view::npos : url.find("://");
  return scheme == std::string_view::npos ? 0 : scheme + 3;
}

// "user:word@host" in the bytes from `begin` on: the part before the @ goes. None stands in a Unix
// socket's path, nor behind the host.
bool hide_user(Word& word, std::size_t begin, text::Tree& tree) {
  const std::string_view rest = word.value.substr(begin);
  if (is_unix(rest)) return false;
  const std::string_view host = rest.substr(0, rest.find_first_of("/?"));
  auto at = host.rfind('@');
  // "user:wo/rd@host": what stands behind the colon is no port.
  if (at == std::string_view::npos && host.find_first_of("[$") == std::string_view::npos &&
      host.find(':') != std::string_view::npos &&
      host.find_first_not_of("0123456789", host.find(':') + 1) != std::string_view::npos)
    at = rest.rfind('@');
  if (at == std::string_view::npos || only_variables(rest.substr(0, at))) return false;
  word.value = tree.keep(std::string(word.value.substr(0, begin)) + std::string(base::redacted) +
                         std::string(rest.substr(at)));
  return true;
}

bool hide_credentials(Word& word, text::Tree& tree) {
  const std::size_t begin = host_begin(word.value);
  return begin != 0 && hide_user(word, begin, tree);
}

// "user:word@10.0.0.1" and "token@10.0.0.1", which are no addresses.
bool hide_in_address(Word& word, text::Tree& tree) {
  const auto at = word.value.find('@');
  if (at == std::string_view::npos || is_unix(word.value)) return false;
  word.value = tree.keep(std::string(base::redacted) + std::string(word.value.substr(at)));
  return true;
}

// Behind the next "token=" and the like, from `from` on, where more than variables follows:
// "token=$arg_token&user=$arg_user" says nothing.
std::size_t assigned(std::string_view text, std::size_t from = 0) {
  const std::size_t mark = find_any(text.substr(from), assignments);
  if (mark == std::string_view::npos) return mark;
  const std::size_t value = from + mark;
  const auto parts = split_template(text.substr(value));
  const auto literal = std::ranges::find(parts, false, &TemplatePart::variable);
  const bool ends = literal != parts.begin() && literal != parts.end() &&
                    std::string_view("&;").find(literal->text[0]) != std::string_view::npos;
  if (!ends) return value;
  return assigned(text, static_cast<std::size_t>(literal->text.data() - text.data()));
}

// What a single word gives away, whatever the directive.
bool hide_within(Word& word, text::Tree& tree) {
  constexpr std::size_t shortest = 5;
  if (word.value.size() < shortest) return false;
  bool hidden = hide_credentials(word, tree);
  if (word.value.starts_with("data:")) hidden |= hide_after(word, 5, tree);
  if (word.value.find_first_of(" \t") != std::string_view::npos) {
    const std::size_t kept = find_any(word.value, schemes);
    if (kept != std::string_view::npos) hidden |= hide_after(word, kept, tree);
  }
  if (word.value.find('=') != std::string_view::npos) {
    const std::size_t kept = assigned(word.value);
    if (kept != std::string_view::npos) hidden |= hide_after(word, kept, tree);
  }
  return hidden;
}

bool hide_from(std::span<Word> words, std::size_t first, text::Tree& tree) {
  bool hidden = false;
  for (std::size_t i = first; i < words.size(); ++i) hidden |= hide(words[i], tree);
  return hidden;
}

// A table's own variable, by its last word: "$client_token" is one, "$token_pool" is a pool.
bool keeps_secret(std::string_view variable) {
  static constexpr std::array<std::string_view, 7> ends{"token",  "password", "passwd", "pwd",
                                                        "secret", "api_key",  "apikey"};
  return std::any_of(ends.begin(), ends.end(),
                     [&](std::string_view end) { return variable.ends_with(end); });
}

// A line of a table: map $http_api_key $client { "the key" one; } and geo $secret { default two; }.
bool hide_table_line(std::span<Word> words, std::span<const Word> around, text::Tree& tree) {
  if (words[0].value == "include") return false;
  bool hidden = keeps_secret(around.back().value) && hide_from(words, 1, tree);
  const bool flag =
      words.size() == 1 && (words[0].value == "hostnames" || words[0].value == "volatile");
  if (around[0].value == "map" && speaks_of_secrets(around[1].value) &&
      words[0].value != "default" && !flag)
    hidden |= hide(words[0], tree);
  return hidden;
}

bool speaks_faintly(std::string_view text) {
  return speaks_of_secrets(text) || find_any(text, faint_marks) != std::string_view::npos ||
         find_any(text, assignments) != std::string_view::npos ||
         (text.find("://") != std::string_view::npos && text.find('@') != std::string_view::npos) ||
         find_any(text, schemes) != std::string_view::npos;
}

// Nobody knows which of these words is the secret, if one of them speaks of any.
bool hide_all(std::span<Word> words, std::size_t first, text::Tree& tree) {
  const auto speaks = [](const Word& word) { return speaks_faintly(word.value); };
  if (std::none_of(words.begin(), words.end(), speaks)) return false;
  if (first > 0 && !base::may_show_name(words[first - 1].value)) hide(words[first - 1], tree);
  hide_from(words, first, tree);
  return true;
}

// server ADDRESS and then words that are no parameters: some other directive's.
bool hide_beyond_server(std::span<Word> words, text::Tree& tree) {
  static constexpr std::array<std::string_view, 4> flags{"backup", "down", "resolve", "drain"};
  static constexpr std::array<std::string_view, 7> names{
      "weight=", "max_fails=", "max_conns=", "fail_timeout=", "slow_start=", "route=", "service="};
  for (std::size_t i = 2; i < words.size(); ++i) {
    const std::string_view word = words[i].value;
    const bool known =
        among(flags, word) ||
        std::any_of(names.begin(), names.end(), [&](auto name) { return word.starts_with(name); });
    if (!known) return hide_all(words.subspan(i - 1), 1, tree);
  }
  return false;
}

// A misspelt directive, another module's, or a script in quotes: nobody knows which word it is.
bool hide_unknown(std::span<Word> words, std::span<const Word> around, text::Tree& tree) {
  const auto speaks = [](const Word& word) { return speaks_of_secrets(word.value); };
  if (!around.empty() && find_directives(around[0].value).empty() &&
      std::any_of(around.begin(), around.end(), speaks))
    return hide_from(words, 0, tree);
  const std::string_view directive = words[0].value;
  const bool script = directive.find("_by_lua") != std::string_view::npos;
  constexpr std::size_t table_words = 3;  // map $source $variable {
  const bool swollen = is_table(words) && words.size() > table_words;
  if (!script && !swollen && !find_directives(directive).empty()) return false;
  return hide_all(words, 1, tree);
}

bool hide_environment(std::span<Word> words, text::Tree& tree) {
  const std::size_t equals = words[1].value.find('=');
  return equals != std::string_view::npos && hide_after(words[1], equals + 1, tree);
}

}  // namespace

bool is_table(std::span<const Word> around) {
  return around.size() >= 2 && (around[0].value == "map" || around[0].value == "geo" ||
                                around[0].value == "split_clients");
}

bool speaks_of_secrets(std::string_view text) {
  return base::speaks_of_secret(text);
}

bool hide_secrets(std::span<Word> words, std::span<const Word> around, text::Tree& tree) {
  if (words.empty()) return false;
  bool hidden = is_table(around) && hide_table_line(words, around, tree);
  if (words[0].value == "server") {  // most lines of a big file: they hold none
    for (Word& word : words) hidden |= hide_in_address(word, tree);
    return hide_beyond_server(words, tree) || hidden;
  }
  for (std::size_t i = 1; i < words.size(); ++i) hidden |= hide_within(words[i], tree);
  if (words[0].value.ends_with("pass") && words.size() > 1)  // proxy_pass u:word@app
    hidden |= hide_user(words[1], host_begin(words[1].value), tree);
  const std::string_view directive = words[0].value;
  if (!is_table(around) && hide_unknown(words, around, tree)) return true;
  if (words.size() < 2) return hidden;
  if (directive == "env") return hide_environment(words, tree) || hidden;
  if (among(secret_directives, directive)) return hide_from(words, 1, tree) || hidden;
  const bool tests =
      directive == "if" && std::any_of(words.begin(), words.end(),
                                       [](const Word& w) { return speaks_of_secrets(w.value); });
  if (tests) return hide_from(words, 2, tree) || hidden;
  // A variable may be a pool's name; its value is not shown where it is set, whatever it is called.
  if (directive == "set")
    return (keeps_secret(words[1].value) && (hide_from(words, 2, tree) || words.size() == 2)) ||
           hidden;
  if (!among(naming_directives, directive) || !speaks_of_secrets(words[1].value)) return hidden;
  const bool in_one = directive.starts_with("more_set_");  // "Name: value" in one word
  if (!in_one && words.size() == 2) return true;           // torn apart: its value comes next
  return hide_from(words, in_one ? 1 : 2, tree) || hidden;
}

}  // namespace ek::dialects::nginx
