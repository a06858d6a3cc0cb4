// A persistence cookie that cannot bring clients back to their server: nobody has a value, or two
// have the same.
#include <fmt/format.h>

#include <algorithm>
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

Finding at_cookie(const Pool& pool) {
  Finding finding = finding_at(pool);
  const auto& cookie = pool.persistence.cookie;
  if (cookie.origin == model::Origin::set) {
    finding.at = cookie.at;
    finding.length = static_cast<std::uint32_t>(cookie.value.name.size());
  }
  finding.severity = Severity::warning;
  return finding;
}

void report_no_value(const Pool& pool, std::vector<Finding>& findings) {
  Finding finding = at_cookie(pool);
  finding.message = fmt::format("the cookie {} of {} holds nobody: no server has a value for it",
                                quoted(pool.persistence.cookie.value.name), quoted(pool.name));
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

// Servers that are in use and have no value: their clients are dealt out anew each time.
void report_some_without(const Pool& pool, std::vector<Finding>& findings) {
  std::vector<std::string> without;
  const Server* first = nullptr;
  for (const Server& server : pool.servers) {
    if (!takes_clients(server) || server.weight.value == 0 || !server.cookie.value.empty())
      continue;
    if (first == nullptr) first = &server;
    without.push_back(server.name);
  }
  if (first == nullptr) return;
  Finding finding = finding_at(pool, *first);
  finding.severity = Severity::warning;
  finding.message =
      fmt::format("the cookie {} of {} does not hold the clients of {}",
                  quoted(pool.persistence.cookie.value.name), quoted(pool.name), listed(without));
  finding.because = {
      "no value stands on that line, so HAProxy sets none; each of their requests "
      "is dealt out anew, until one meets a server that has a value"};
  finding.hint = fmt::format("write cookie {} there", quoted(first->name));
  findings.push_back(std::move(finding));
}

// cookie … dynamic makes the values from dynamic-cookie-key and each server's address.
void report_no_key(const Pool& pool, std::vector<Finding>& findings) {
  const bool all_have_values = std::ranges::all_of(
      pool.servers, [](const Server& server) { return !server.cookie.value.empty(); });
  if (pool.servers.empty() || pool.persistence.dynamic_key.value || all_have_values) return;
  Finding finding = at_cookie(pool);
  finding.message =
      fmt::format("the dynamic cookie {} of {} holds nobody: there is no dynamic-cookie-key",
                  quoted(pool.persistence.cookie.value.name), quoted(pool.name));
  finding.because = {
      "the values are made from that key; without it every answer takes the "
      "client's cookie away"};
  finding.hint = "add a line dynamic-cookie-key with a secret of your own";
  findings.push_back(std::move(finding));
}

// Values on the server lines, and no line that says that there is a cookie.
void report_no_cookie_line(const Pool& pool, std::vector<Finding>& findings) {
  const auto has_value = [](const Server& server) {
    return takes_clients(server) && server.cookie.origin == model::Origin::set;
  };
  if (std::ranges::count_if(pool.servers, has_value) < 2) return;
  const Server& first = *std::ranges::find_if(pool.servers, has_value);
  Finding finding = finding_at(pool, first);
  finding.at = first.cookie.at;
  finding.length = static_cast<std::uint32_t>(first.cookie.value.size());
  finding.severity = Severity::warning;
  finding.message =
      fmt::format("the servers of {} have cookie values, and no cookie is set", quoted(pool.name));
  finding.because = {
      "without a line cookie NAME in the section, HAProxy neither sets nor reads one"};
  finding.hint = "add for example cookie SRV insert indirect nocache, or remove the values";
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
  if (any)
    report_some_without(pool, findings);
  else if (!pool.servers.empty())
    report_no_value(pool, findings);
}

void run(const Subject& subject, std::vector<Finding>& findings) {
  if (!predict::rules_of(subject.config.program.kind).cookie_on_server_lines) return;
  for (const Pool& pool : subject.config.pools) {
    const auto& cookie = pool.persistence.cookie;
    if (pool.disabled.value || pool.layer == model::Layer::tcp) continue;
    if (!cookie.stated())
      report_no_cookie_line(pool, findings);
    else if (cookie.value.dynamic)
      report_no_key(pool, findings);
    else
      judge(pool, subject.sources, findings);
  }
}

}  // namespace

const Rule& broken_cookie() {
  static const Rule rule{"broken-cookie",
                         "a persistence cookie that cannot bring clients back to their server",
                         Severity::warning, Rank::cause, run};
  return rule;
}

}  // namespace ek::lint::rule_list
