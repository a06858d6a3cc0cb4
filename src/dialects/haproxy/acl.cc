#include "dialects/haproxy/acl.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <unordered_map>
#include <vector>

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

// "10.0.0.0/33" and "10.0.0.1-10.0.0.9": numbers that are no network, nor a name of anybody.
bool no_network(std::string_view pattern) {
  if (pattern.find_first_not_of("0123456789./-") != std::string_view::npos) return false;
  const auto slash = pattern.find('/');
  if (slash == std::string_view::npos) return pattern.find('-') != std::string_view::npos;
  const std::string_view mask = pattern.substr(slash + 1);
  if (mask.find_first_not_of("0123456789") != std::string_view::npos) return false;
  return mask.empty() || mask.size() > 2 || (mask.size() == 2 && mask > "32");
}

// The values that `src` is compared with, from word `i` up to `end`.
void check_networks(const Line& line, std::size_t i, std::size_t end, const Scope& scope) {
  for (; i < end; ++i) {
    const auto word = line.meant(i);
    if (!word || word->starts_with('-')) return;  // flags may change what it is compared with
    if (no_network(*word))
      return scope.diagnostics().error(
          line.place(i), line.length(i),
          fmt::format("\"{}\" is no address and no network", shown(line.word(i))),
          "write for example src 10.0.0.0/24 192.0.2.7");
  }
}

// The flags between a test's fetch and its patterns, from word `i` up to `end`. Hidden words are
// looked at as they were meant, and shown as they are.
void check_flags(const Line& line, std::size_t i, std::size_t end, const Scope& scope) {
  for (; i < end; ++i) {
    const auto flag = line.meant(i);
    if (!flag || !flag->starts_with('-') || *flag == "--") return;
    if (*flag == "-i" || *flag == "-n" || *flag == "-u" || *flag == "-M") continue;
    if (*flag == "-f") {
      ++i;
    } else if (*flag == "-m") {
      const auto method = line.meant(++i);
      if (method && !has(match_methods, *method))
        scope.diagnostics().error(
            line.place(i), line.length(i),
            fmt::format("\"{}\" is not a way to compare", shown(line.word(i))),
            "-m takes found bool int ip bin len str beg sub dir dom reg end");
    } else {
      return scope.diagnostics().error(
          line.place(i), line.length(i),
          fmt::format("\"{}\" is not a flag of an ACL", shown(line.word(i))),
          "flags: -i -f -m -n -u -M; write -- before a value that begins with -");
    }
  }
}

// The names that only ACLs have, as path_beg, are made of few fetches; of these there are none
// (asked of haproxy -c 2.4, 2.6 and 3.4).
bool no_fetch(std::string_view word) {
  static constexpr std::array<std::string_view, 8> without{
      "method", "pathq", "query", "req.cook", "req.fhdr", "req.hdr", "src", "url_param"};
  static constexpr std::array<std::string_view, 7> suffixes{"_beg", "_dir", "_dom", "_end",
                                                            "_len", "_reg", "_sub"};
  const std::string_view name = word.substr(0, word.find_first_of("(,"));
  return name.size() > 4 && has(suffixes, name.substr(name.size() - 4)) &&
         has(without, name.substr(0, name.size() - 4));
}

void check_fetch(const Line& line, std::size_t i, const Scope& scope) {
  const auto fetch = line.meant(i);
  if (!fetch || !no_fetch(*fetch)) return;
  const std::size_t end = std::min(fetch->find_first_of("(,"), fetch->size());
  const std::string_view name = std::string_view(*fetch).substr(0, end - 4);
  scope.diagnostics().error(line.place(i), line.length(i),
                            fmt::format("there is no \"{}\" to test", fetch->substr(0, end)),
                            fmt::format("write {}… -m {}", name, fetch->substr(end - 3, 3)));
}

// A fetch at word `i`, its flags and what it is compared with.
void check_test(const Line& line, std::size_t i, std::size_t end, const Scope& scope) {
  check_fetch(line, i, scope);
  check_flags(line, i + 1, end, scope);
  if (line.is(i, "src")) check_networks(line, i + 1, end, scope);
}

class Condition {
 public:
  Condition(const Line& line, Proxy& proxy, const Scope& scope)
      : line_(line), acls_(proxy.acls), scope_(scope) {}

  // `i`: behind if or unless. One error a condition, as the program says it.
  void check(std::size_t i) {
    while (i < line_.size()) {
      const auto meant = line_.meant(i);
      std::string_view word = meant ? std::string_view(*meant) : std::string_view();
      word.remove_prefix(std::min(word.find_first_not_of('!'), word.size()));
      if (word.empty() || is_or(word)) {
        ++i;
      } else if (word == "{") {
        const std::size_t end = closing(i);
        if (end == line_.size() || end == i + 1) return refuse_braces(i, end);
        check_test(line_, i + 1, end, scope_);
        i = end + 1;
      } else if (acls_.contains(word)) {
        ++i;
      } else if (has(predefined, word) || has(predefined_too, word)) {
        use_predefined(std::string(word), scope_.version, acls_);
        ++i;
      } else {
        return refuse_unknown(i, word);
      }
    }
  }

 private:
  std::size_t closing(std::size_t i) const {
    while (i < line_.size() && !line_.is(i, "}")) ++i;
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
    else if (const std::string meant = nearest(i, word); !meant.empty())
      hint = fmt::format("did you mean \"{}\"?", shown(meant));
    scope_.diagnostics().error(line_.place(i), line_.length(i),
                               fmt::format("there is no ACL \"{}\" above this line",
                                           shown(line_.hidden(i) ? line_.word(i) : word)),
                               std::move(hint));
  }

  std::string nearest(std::size_t i, std::string_view word) const {
    if (line_.hidden(i) || !scope_.may_suggest() || acls_.size() > names_compared_max) return "";
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
  Acls& acls_;
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
  check_test(line, 2, line.size(), scope);
}

void check_condition(const Line& line, Proxy& proxy, const Scope& scope) {
  const std::size_t from = condition_from(line);
  if (from == 0) return;
  const std::size_t at = line.condition(from);
  if (at == line.size()) return;
  Condition(line, proxy, scope).check(at + 1);
}

}  // namespace ek::dialects::haproxy
