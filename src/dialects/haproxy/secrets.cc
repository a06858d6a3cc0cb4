#include "dialects/haproxy/secrets.h"

#include <algorithm>
#include <array>
#include <string>

#include "base/secret.h"
#include "dialects/haproxy/keyed_values.h"
#include "dialects/haproxy/keywords.h"
#include "dialects/haproxy/secret_words.h"

namespace ek::dialects::haproxy {
namespace {

using Words = std::span<text::Word>;

// Would the words after word `i`, if that is the name of a secret, be the secret itself? As in
// set-header Authorization "…", hdr X-Api-Key …, setenv DB_PASSWORD …, and their misspellings.
bool value_follows(Words words, std::size_t i) {
  const std::string_view verb = words[0].value;
  if (verb == "capture" || verb == "acl") return false;
  if (i == 0) return false;
  if (contains_part(verb, "setenv") || verb.starts_with("http-")) return true;
  const std::string_view before = words[i - 1].value;
  if (contains_part(before, "setenv")) return true;
  return contains_part(before, "header") || contains_part(before, "hdr") || before == "name" ||
         contains_part(before, "set-var");
}

bool is_flag(std::string_view word) {  // of an ACL
  return word == "--" || (word.size() == 2 && word[0] == '-');
}

// Statements whose "if" begins a condition, whatever stands before it.
bool may_have_condition(std::string_view verb) {
  static constexpr std::array<std::string_view, 9> verbs{
      "use_backend",   "use-server",     "redirect",    "http-request",       "http-response",
      "force-persist", "ignore-persist", "tcp-request", "http-after-response"};
  return std::find(verbs.begin(), verbs.end(), verb) != verbs.end();
}

class Hider {
 public:
  Hider(Words words, text::Tree& tree) : words_(words), tree_(tree) {}

  bool hide_all() {
    if ((word(0).ends_with("server") && word(0) != "use-server") || word(0) == "server-template")
      hide_server();
    settle_condition();
    if (word(0) == "server") return found_;
    if (word(0) == "bind") hide_parameters(2, 'b');
    if (word(0) == "setenv" || word(0) == "presetenv")
      for (std::size_t i = 2; i < words_.size(); ++i) hide(i);
    if (!begins_statement(word(0))) hide_unknown(0);
    if (foreign_words()) hide_until_condition(2);
    if (word(0).starts_with('.') && !word(0).starts_with(".if") && !word(0).starts_with(".el"))
      hide_message();
    for (std::size_t i = 0; i < words_.size(); ++i) {
      hide_by_content(i);
      hide_by_announcement(i);
      if (i < condition_ && value_follows(words_, i) &&
          (names_secret(word(i)) || (i >= 1 && word(i - 1) != "name" && names_session(word(i)))))
        hide_until_condition(i + 1);
      if (contains_part(word(i), "set-var(") && names_secret(word(i))) hide_until_condition(i + 1);
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

  // What follows a pool's name or an algorithm that takes no such words: another statement's, torn.
  bool foreign_words() const {
    static constexpr std::array<std::string_view, 3> taking{"uri", "url_param", "hash"};
    if (words_.size() < 3) return false;
    if (word(0) == "use_backend") return word(2) != "if" && word(2) != "unless";
    return word(0) == "balance" && !word(1).starts_with("hdr(") &&
           std::find(taking.begin(), taking.end(), word(1)) == taking.end();
  }

  void settle_condition() {
    condition_ = 0;
    while (condition_ < words_.size() && word(condition_) != "if" && word(condition_) != "unless")
      ++condition_;
  }

  // Only what a condition compares with may be a secret: what holds it together stays.
  void hide_until_condition(std::size_t i) {
    if (i <= condition_) {
      for (; i < condition_; ++i) hide(i);
      return;
    }
    for (; i < words_.size() && !word(i).ends_with('{') && word(i) != "}" && word(i) != "||" &&
           word(i) != "or";
         ++i)
      hide(i);
  }

  // A server's words are names and numbers; its address may be somebody's mistake, and so may what
  // is no parameter.
  void hide_server() {
    const std::size_t at = word(0) == "server-template" ? 3 : 2;
    for (std::size_t i = 1; i < words_.size(); ++i) {
      if (address_with_credentials(word(i)) || (i == at && address_of_nobody(word(i)))) hide(i);
      if (word(i).find('=') != std::string_view::npos) hide_by_content(i);
      if (word(i - 1) == "agent-send") hide(i);  // agents are told passwords
    }
    hide_parameters(word(0) == "server-template" ? 4 : word(0) == "default-server" ? 1 : 3, 's');
  }

  // .notice and its like repeat their text.
  void hide_message() {
    for (std::size_t i = 1; i < words_.size(); ++i)
      if (names_secret(word(i))) hide(i);
  }

  void hide_parameters(std::size_t from, char letter) {
    for (std::size_t i = from; i < words_.size();) {
      const Keyword* row = find_keyword(word(i).substr(0, word(i).find('(')), letter);
      if (row == nullptr) return hide_unknown(i);
      i += 1 + static_cast<std::size_t>(row->arguments);
    }
  }

  // Word `i` is no keyword, so nobody knows what those after it are: if one of them speaks of a
  // secret, all go.
  void hide_unknown(std::size_t i) {
    const auto speaks = [](const text::Word& one) { return may_hold_secret(one.value); };
    if (std::none_of(words_.begin() + static_cast<std::ptrdiff_t>(i), words_.end(), speaks)) return;
    if (!base::may_show_name(word(i))) hide(i);
    for (std::size_t j = i + 1; j < words_.size(); ++j) hide(j);
    found_ = true;
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
    if (i > 0 && keyed_elsewhere(word(i))) hide_until_condition(i + 1);
    if (i > 0 && begins_unquoted(word(0), word(i))) hide_until_condition(i + 1);
    if (announces_secret(word(i), i == 0)) {
      if (i > condition_ && may_have_condition(word(0))) return hide_until_condition(i + 1);
      for (std::size_t j = i + 1; j < words_.size() && word(j) != "groups"; ++j) hide(j);
    }
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
    bool compares = contains_part(word(0), "acl"), secret = false;
    for (std::size_t i = 1; i < words_.size(); ++i) {
      compares = compares || word(i) == "acl";
      if (word(i) == "{" || word(i) == "!{" || word(i) == "}") {
        compares = word(i) != "}" || (compares && contains_part(word(0), "acl"));
        secret = false;
      } else if (secret && !is_flag(word(i)) && word(i - 1) != "-m") {
        hide(i);
      } else if (compares && word(i).find('(') != std::string_view::npos) {
        secret = names_secret(word(i)) || names_session(word(i));
      }
    }
  }

  Words words_;
  text::Tree& tree_;
  std::size_t condition_ = 0;  // the first "if" or "unless"; behind the last word: none
  bool found_ = false;
};

}  // namespace

bool begins_statement(std::string_view word) {
  return word.starts_with('.') || word == "no" || word == "default" ||
         find_section(word) != nullptr || is_family(word) || find_anywhere(word) != nullptr;
}

bool hide_secrets(Words words, text::Tree& tree) {
  return Hider(words, tree).hide_all();
}

bool comment_holds_secret(std::string_view comment) {
  return names_secret(comment) || carries_secret(comment);
}

bool may_hold_secret(std::string_view line) {
  return comment_holds_secret(line) || names_session(line) || address_with_credentials(line) ||
         contains_part(line, "auth") || contains_part(line, "ca-sign-pass") ||
         contains_part(line, "key") || contains_part(line, "hmac") || contains_part(line, "jwt") ||
         contains_part(line, "aes_");
}

}  // namespace ek::dialects::haproxy
