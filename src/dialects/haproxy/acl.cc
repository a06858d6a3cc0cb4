#include "dialects/haproxy/acl.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>

#include "dialects/haproxy/expression_names.h"
#include "dialects/haproxy/proxy.h"
#include "dialects/haproxy/shown.h"

namespace ek::dialects::haproxy {
namespace {

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

}  // namespace

bool is_or(std::string_view word) {
  return word == "||" || (word.size() == 2 && (word[0] | 0x20) == 'o' && (word[1] | 0x20) == 'r');
}

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

void check_test(const Line& line, std::size_t i, std::size_t end, const Scope& scope) {
  if (line.word(i).starts_with('!'))
    return scope.diagnostics().error(line.place(i), line.length(i),
                                     "a test does not begin with \"!\"",
                                     "write it before the braces: !{ ssl_fc }");
  check_expression(line, i, SampleKind::test, scope);
  check_flags(line, i + 1, end, scope);
  if (line.is(i, "src")) check_networks(line, i + 1, end, scope);
}

}  // namespace ek::dialects::haproxy
