// use_backend: from a listener to a pool. A target with a log-format in it is computed
// (manual 4.2).
#include <fmt/format.h>

#include "dialects/haproxy/expression_names.h"
#include "dialects/haproxy/proxy.h"
#include "dialects/haproxy/shown.h"

namespace ek::dialects::haproxy {

void refuse_unless_condition(const Line& line, std::size_t i, const Scope& scope) {
  if (i >= line.size() || line.condition(i) == i) return;
  scope.diagnostics().error(
      line.place(i), line.length(i),
      fmt::format("\"{}\" stands where only if or unless may", shown(line.word(i))),
      "HAProxy refuses it; write if and a condition, or remove it");
}

void read_use_backend(const Line& line, Proxy& proxy, const Scope& scope) {
  if (line.size() < 2)
    return scope.diagnostics().error(line.place(), line.length(),
                                     "use_backend needs the name of a backend",
                                     "write for example use_backend app if { path_beg /app }");
  model::Route route;
  route.listener = proxy.name;
  route.target = std::string(line.word(1));
  route.condition = proxy.condition.written;
  route.directive = "use_backend";
  route.computed = route.target.find('%') != std::string::npos;
  route.at = line.place(1);
  route.length = line.length(1);
  refuse_unless_condition(line, 2, scope);
  if (auto wrong = wrong_format(line, 1, scope)) proxy.wrong_targets.push_back(std::move(*wrong));
  proxy.routes.push_back(std::move(route));
}

}  // namespace ek::dialects::haproxy
