#include "dialects/nginx/secrets.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "base/secret.h"
#include "dialects/nginx/directive.h"
#include "dialects/nginx/hidden_word.h"

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

// What a misspelt or misplaced word may be part of.
constexpr std::array<std::string_view, 6> faint_marks{"secure_link", "link_md5", "session",
                                                      "auth",        "key",      "binddn"};

template <std::size_t N>
bool among(const std::array<std::string_view, N>& list, std::string_view word) {
  return std::find(list.begin(), list.end(), word) != list.end();
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
         announces_secret(text) ||
         (text.find("://") != std::string_view::npos && text.find('@') != std::string_view::npos);
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
