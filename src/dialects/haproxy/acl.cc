#include "dialects/haproxy/acl.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <unordered_map>
#include <vector>

#include "base/secret.h"
#include "dialects/haproxy/shown.h"

namespace ek::dialects::haproxy {
namespace {

// Manual 7.4. HTTP_3.0 is of newer versions; older ones refuse it like any unknown name.
constexpr std::array<std::string_view, 21> predefined{
    "FALSE",        "HTTP",        "HTTP_1.0",     "HTTP_1.1",       "HTTP_2.0",      "HTTP_3.0",
    "HTTP_CONTENT", "HTTP_START",  "HTTP_URL_ABS", "HTTP_URL_SLASH", "HTTP_URL_STAR", "LOCALHOST",
    "METH_CONNECT", "METH_DELETE", "METH_GET",     "METH_HEAD",      "METH_OPTIONS",  "METH_POST",
    "METH_PUT",     "METH_TRACE",  "RDP_COOKIE"};
constexpr std::array<std::string_view, 3> predefined_too{"REQ_CONTENT", "TRUE", "WAIT_END"};

constexpr std::array<std::string_view, 13> match_methods{
    "found", "bool", "int", "ip", "bin", "len", "str", "beg", "sub", "dir", "dom", "reg", "end"};

template <std::size_t N>
bool has(const std::array<std::string_view, N>& list, std::string_view word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

// The flags between a test's fetch and its patterns, from word `i` up to `end`.
void check_flags(const Line& line, std::size_t i, std::size_t end, const Scope& scope) {
  for (; i < end && line.word(i).starts_with('-') && line.word(i) != "--"; ++i) {
    const std::string_view flag = line.word(i);
    if (flag == "-i" || flag == "-n" || flag == "-u" || flag == "-M") continue;
    if (flag == "-f") {
      ++i;
    } else if (flag == "-m") {
      ++i;
      if (!has(match_methods, line.word(i)))
        scope.diagnostics().error(
            line.place(i), line.length(i),
            fmt::format("\"{}\" is not a way to compare", shown(line.word(i))),
            "-m takes found bool int ip bin len str beg sub dir dom reg end");
    } else {
      return scope.diagnostics().error(
          line.place(i), line.length(i), fmt::format("\"{}\" is not a flag of an ACL", shown(flag)),
          "flags: -i -f -m -n -u -M; write -- before a value that begins with -");
    }
  }
}

class Condition {
 public:
  Condition(const Line& line, const Proxy& proxy, const Scope& scope)
      : line_(line), acls_(proxy.acls), scope_(scope) {}

  // `i`: behind if or unless. One error a condition, as the program says it.
  void check(std::size_t i) {
    while (i < line_.size()) {
      std::string_view word = line_.word(i);
      word.remove_prefix(std::min(word.find_first_not_of('!'), word.size()));
      if (word.empty() || is_or(word)) {
        ++i;
      } else if (word == "{") {
        const std::size_t end = closing(i);
        if (end == line_.size() || end == i + 1) return refuse_braces(i, end);
        check_flags(line_, i + 2, end, scope_);
        i = end + 1;
      } else if (acls_.contains(word) || has(predefined, word) || has(predefined_too, word)) {
        ++i;
      } else {
        return refuse_unknown(i, word);
      }
    }
  }

 private:
  std::size_t closing(std::size_t i) const {
    while (i < line_.size() && line_.word(i) != "}") ++i;
    return i;
  }

  void refuse_braces(std::size_t i, std::size_t end) {
    scope_.diagnostics().error(
        line_.place(i), line_.length(i),
        end == line_.size() ? "this { has no } behind it" : "there is no test between { and }",
        "leave blanks around both: if { path_beg /a }");
  }

  void refuse_unknown(std::size_t i, std::string_view word) {
    std::string hint = "define it above this line, for example acl app path_beg /app";
    if (word.starts_with('{'))
      hint = "leave blanks around { and }: if { path_beg /a }";
    else if (word == "and" || word == "&&")
      hint = "leave it out: tests that stand beside each other must all hold";
    else if (const std::string meant = nearest(word); !meant.empty())
      hint = fmt::format("did you mean \"{}\"?", shown(meant));
    scope_.diagnostics().error(line_.place(i), line_.length(i),
                               fmt::format("there is no ACL \"{}\" above this line", shown(word)),
                               std::move(hint));
  }

  std::string nearest(std::string_view word) const {
    if (!scope_.may_suggest() || acls_.size() > names_compared_max) return "";
    std::vector<std::string_view> names;
    for (const auto& acl : acls_) names.push_back(acl.first);
    names.insert(names.end(), predefined.begin(), predefined.end());
    names.insert(names.end(), predefined_too.begin(), predefined_too.end());
    for (const std::string_view name : names)  // true and True are TRUE
      if (name.size() == word.size() &&
          std::equal(name.begin(), name.end(), word.begin(),
                     [](char a, char b) { return (a | 0x20) == (b | 0x20); }))
        return std::string(name);
    return std::string(base::nearest(word, names));
  }

  static constexpr std::size_t names_compared_max = 1000;  // a section's ACLs; people have tens

  const Line& line_;
  const Acls& acls_;
  const Scope& scope_;
};

// From which word on a statement may have a condition; 0: it has none. Only what is certain:
// elsewhere "if" may be a value.
std::size_t condition_from(const Line& line) {
  static const std::unordered_map<std::string_view, std::size_t> table{{"use_backend", 2},
                                                                       {"use-server", 2},
                                                                       {"stick", 3},
                                                                       {"redirect", 2},
                                                                       {"force-persist", 1},
                                                                       {"ignore-persist", 1},
                                                                       {"force-be-switch", 1},
                                                                       {"monitor", 2},
                                                                       {"http-request", 2},
                                                                       {"http-response", 2},
                                                                       {"http-after-response", 2},
                                                                       {"tcp-request", 3},
                                                                       {"tcp-response", 3},
                                                                       {"quic-initial", 2}};
  if (line.word(0) == "stats")
    return line.word(1) == "admin" || line.word(1) == "http-request" ? 2 : 0;
  if (line.word(1) == "inspect-delay") return 0;
  const auto found = table.find(line.word(0));
  return found == table.end() ? 0 : found->second;
}

// A value that was taken out as a secret may have been a name.
bool holds_secret(const Line& line) {
  for (std::size_t i = 0; i < line.size(); ++i)
    if (line.word(i).find(base::redacted) != std::string_view::npos) return true;
  return false;
}

}  // namespace

void read_acl(const Line& line, Proxy& proxy, const Scope& scope) {
  const std::string_view name = line.word(1);
  const auto refuse = [&](std::size_t i, std::string message, std::string hint) {
    scope.diagnostics().error(line.place(i), line.length(i), std::move(message), std::move(hint));
  };
  if (!well_named(name))
    refuse(1, "a character in this name is not allowed", std::string(name_hint));
  else if (is_or(name))
    refuse(1, "an ACL cannot be named \"or\"", "it stands between tests; choose another name");
  else if (line.size() < 3)
    refuse(1, fmt::format("the ACL \"{}\" does not say what it tests", shown(name)),
           fmt::format("write for example acl {} path_beg /app", shown(name)));
  add_acl(line, proxy.acls);
  if (!holds_secret(line)) check_flags(line, 3, line.size(), scope);
}

void check_condition(const Line& line, const Proxy& proxy, const Scope& scope) {
  const std::size_t from = condition_from(line);
  if (from == 0) return;
  const std::size_t at = line.condition(from);
  if (at == line.size() || holds_secret(line)) return;
  Condition(line, proxy, scope).check(at + 1);
}

}  // namespace ek::dialects::haproxy
