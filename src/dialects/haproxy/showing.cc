#include "dialects/haproxy/showing.h"

#include <algorithm>
#include <array>

#include "base/secret.h"
#include "dialects/haproxy/keywords.h"
#include "dialects/haproxy/secrets.h"

namespace ek::dialects::haproxy {
namespace {

constexpr std::size_t all = SIZE_MAX;
constexpr std::string_view blanks = " \t\r\v\f";

// Modelled keywords of which a part is not: a variable's value, what a check sends.
std::size_t shown_of_modelled(std::string_view first, std::string_view second) {
  static constexpr std::array<std::string_view, 6> checks{
      "httpchk", "smtpchk", "redis-check", "mysql-check", "pgsql-check", "ldap-check"};
  if (first == "setenv" || first == "presetenv" || first == "http-check" || first == "tcp-check")
    return 2;
  if (first.starts_with("lua-load")) return 2;  // what follows is the program's own
  const bool check = std::find(checks.begin(), checks.end(), second) != checks.end();
  return first == "option" && check ? 2 : all;
}

// Of a statement that begins with these words, "" where there is none.
std::size_t shown_of(std::string_view first, std::string_view second) {
  if (first.empty() || first == "server" || find_section(first) != nullptr) return all;
  if (first.starts_with('.')) return 1;  // conditions compare with anything
  const Use use = use_of(first, second);
  if (use == Use::modelled) return shown_of_modelled(first, second);
  if (use == Use::two_words) return 2;
  return base::may_show_name(first) ? 1 : 0;
}

// Where the comment at the end of a line begins, or the line ends: no excerpt needs it. A "#"
// within quotes cuts the excerpt, too, if a blank stands before it: better too little than a
// password.
std::size_t comment_of(std::string_view line) {
  const std::size_t at = line.find('#');
  if (at == std::string_view::npos) return line.size();
  const bool apart = at == 0 || blanks.find(line[at - 1]) != std::string_view::npos;
  return apart || comment_holds_secret(line.substr(at)) ? at : line.size();
}

std::string_view next_word(std::string_view line, std::size_t& at) {
  at = std::min(line.find_first_not_of(blanks, at), line.size());
  const std::size_t begin = at;
  at = std::min(line.find_first_of(blanks, at), line.size());
  return line.substr(begin, at - begin);
}

}  // namespace

std::size_t words_shown(const text::Node& node, const text::Node*) {
  const std::size_t prefix = node.word(0) == "no" || node.word(0) == "default" ? 1 : 0;
  const std::size_t shown = shown_of(node.word(prefix), node.word(prefix + 1));
  return shown == all ? all : prefix + shown;
}

std::size_t bytes_shown(std::string_view line) {
  std::size_t at = 0;
  std::string_view first = next_word(line, at);
  if (first == "no" || first == "default") first = next_word(line, at);
  const std::size_t first_end = at;
  const std::string_view second = next_word(line, at);
  const std::size_t shown = shown_of(first, second);
  if (shown == 0) return 0;
  if (shown == 1 || (shown == 2 && !base::may_show_name(second))) return first_end;
  if (shown == 2) return at;
  return comment_of(line);
}

}  // namespace ek::dialects::haproxy
