#include "dialects/haproxy/prefix.h"

#include <fmt/format.h>

#include "dialects/haproxy/demands.h"
#include "dialects/haproxy/proxy.h"
#include "dialects/haproxy/shown.h"

namespace ek::dialects::haproxy {
namespace {

void check_option_prefix(const Line& line, const Scope& scope) {
  if (line.word(0) != "option" || line.size() < 2 || takes_prefix(line, scope.version)) return;
  const std::string_view prefix = line.prefix() == Prefix::no ? "no" : "default";
  scope.diagnostics().error(
      line.place(1), line.length(1),
      fmt::format("\"{}\" does not go before option {}", prefix, shown(line.word(1))),
      "HAProxy refuses it; remove the option where it is set, or use a defaults section without "
      "it");
}

}  // namespace

void check_prefix(const Line& line, const Scope& scope) {
  if (line.prefix() == Prefix::none) return;
  static constexpr std::string_view allowed[] = {"option",          "log",
                                                 "busy-polling",    "set-dumpable",
                                                 "strict-limits",   "insecure-fork-wanted",
                                                 "numa-cpu-mapping"};
  for (const std::string_view word : allowed)
    if (line.word(0) == word) return check_option_prefix(line, scope);
  scope.diagnostics().error(
      line.place(), line.length(),
      fmt::format("\"no\" and \"default\" do not go before \"{}\"", shown(line.word(0))),
      "they go before option, log, and a few words of global");
}

}  // namespace ek::dialects::haproxy
