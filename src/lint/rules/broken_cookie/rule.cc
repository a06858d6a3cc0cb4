// A persistence cookie that cannot bring clients back to their server: nobody has a value, or two
// have the same.
#include <fmt/format.h>

#include <map>

#include "lint/rule.h"
#include "lint/words.h"
#include "predict/program.h"

namespace ek::lint::rule_list {
namespace {

using model::Pool, model::Server;

// A backup that takes over the cookie of the server that it stands in for is meant.
bool takes_clients(const Server& server) {
  return !server.disabled.value && !server.backup.value;
}

void report_no_value(const Pool& pool, std::vector<Finding>& findings) {
  Finding finding = finding_at(pool);
  const auto& cookie = pool.persistence.cookie;
  if (cookie.origin == model::Origin::set) {
    finding.at = cookie.at;
    finding.length = static_cast<std::uint32_t>(cookie.value.name.size());
  }
  finding.severity = Severity::warning;
  finding.message = fmt::format("the cookie {} of {} holds nobody: no server has a value for it",
                                quoted(cookie.value.name), quoted(pool.name));
  finding.because = {"HAProxy sets and looks for the value that stands on the server's line"};
  finding.hint = "give each server line its own, for example cookie web1, or remove the cookie";
  findings.push_back(std::move(finding));
}

void report_twins(const Pool& pool, const Server& first, const Server& again,
                  const text::Sources& sources, std::vector<Finding>& findings) {
  Finding finding = finding_at(pool, again);
  finding.at = again.cookie.at;
  finding.length = static_cast<std::uint32_t>(again.cookie.value.size());
  finding.severity = Severity::warning;
  finding.message =
      fmt::format("{} and {} of {} have the same cookie value, {}", quoted(first.name),
                  quoted(again.name), quoted(pool.name), quoted(again.cookie.value));
  finding.because = {fmt::format("who was served by {} comes back to {}, whose session is another",
                                 quoted(again.name), quoted(first.name)),
                     "first at " + line_of(first.cookie.at, sources)};
  finding.hint = "give each server a value of its own";
  findings.push_back(std::move(finding));
}

void judge(const Pool& pool, const text::Sources& sources, std::vector<Finding>& findings) {
  std::map<std::string_view, const Server*> seen;
  bool any = false;
  for (const Server& server : pool.servers) {
    if (server.cookie.value.empty()) continue;
    any = true;
    if (!takes_clients(server)) continue;
    const auto [first, added] = seen.emplace(server.cookie.value, &server);
    if (!added) report_twins(pool, *first->second, server, sources, findings);
  }
  if (!any && !pool.servers.empty()) report_no_value(pool, findings);
}

void run(const Subject& subject, std::vector<Finding>& findings) {
  if (!predict::rules_of(subject.config.program.kind).cookie_on_server_lines) return;
  for (const Pool& pool : subject.config.pools) {
    const auto& cookie = pool.persistence.cookie;
    if (cookie.stated() && !cookie.value.dynamic && !pool.disabled.value)
      judge(pool, subject.sources, findings);
  }
}

}  // namespace

const Rule& broken_cookie() {
  static const Rule rule{"broken-cookie",
                         "a persistence cookie that cannot bring clients back to their server",
                         Severity::warning, run};
  return rule;
}

}  // namespace ek::lint::rule_list
