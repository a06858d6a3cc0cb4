// stick and use-server (manual 4.2).
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "dialects/haproxy/expression_names.h"
#include "dialects/haproxy/key.h"
#include "dialects/haproxy/proxy.h"
#include "dialects/haproxy/shown.h"

namespace ek::dialects::haproxy {

void read_stick(const Line& line, Proxy& proxy, const Scope& scope) {
  static constexpr std::array<std::pair<std::string_view, model::StickUse>, 4> uses{
      {{"on", model::StickUse::on},
       {"match", model::StickUse::match},
       {"store-request", model::StickUse::store_request},
       {"store-response", model::StickUse::store_response}}};
  const auto* use = std::find_if(uses.begin(), uses.end(),
                                 [&](const auto& u) { return u.first == line.word(1); });
  if (use == uses.end()) return;
  if (line.word(2).empty())
    return scope.diagnostics().error(line.place(1), line.length(1),
                                     fmt::format("stick {} needs an expression", line.word(1)),
                                     fmt::format("write for example stick {} src", line.word(1)));
  model::StickRule rule;
  rule.use = use->second;
  check_expression(line, 2, SampleKind::fetch, scope);
  rule.key = read_key(line.word(2));
  rule.at = line.place(2);
  const std::size_t condition = line.condition(3);
  for (std::size_t i = 3; i < condition; ++i)
    if (line.word(i) == "table") rule.table = std::string(line.word(i + 1));
  rule.condition = proxy.condition;
  proxy.settings.pool.persistence.stick_rules.push_back(std::move(rule));
}

void read_use_server(const Line& line, Proxy& proxy, const Scope& scope) {
  if (line.size() < 2)
    return scope.diagnostics().error(line.place(), line.length(),
                                     "use-server needs the name of a server",
                                     "write for example use-server s1 if { path_beg /a }");
  if (line.size() == 2)
    scope.diagnostics().error(line.place(), line.length(), "use-server needs a condition",
                              "write for example use-server s1 if { path_beg /a }");
  refuse_unless_condition(line, 2, scope);
  proxy.settings.pool.persistence.use_servers.push_back(
      {std::string(line.word(1)), proxy.condition, line.place(1)});
}

}  // namespace ek::dialects::haproxy
