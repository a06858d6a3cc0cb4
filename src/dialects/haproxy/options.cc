// option, timeout, retry-on and what stands beside hash-type: those that decide which server gets
// what.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "dialects/haproxy/proxy.h"
#include "dialects/haproxy/shown.h"
#include "dialects/haproxy/values.h"

namespace ek::dialects::haproxy {
namespace {

// An on/off option with its "no" and "default" prefixes.
void flag(const Line& line, Proxy& proxy, Setting<bool>& setting) {
  if (line.prefix() == Prefix::standard) {
    setting = {};
    return;
  }
  setting.set(line.prefix() != Prefix::no, line.place(1), proxy.origin);
}

void redispatch(const Line& line, Proxy& proxy, const Scope& scope) {
  model::Limits& limits = proxy.settings.pool.limits;
  if (line.prefix() == Prefix::standard)
    limits.redispatch = {};
  else
    limits.redispatch.set(line.prefix() != Prefix::no, line.place(1), proxy.origin);
  limits.redispatch_interval = {};
  if (!limits.redispatch.value) return;
  limits.redispatch_interval.value = scope.defaults.redispatch_interval;
  if (line.size() < 3) return;
  const std::int64_t written = number_at(line, 2, scope.diagnostics());
  const auto interval =
      static_cast<std::int32_t>(std::clamp<std::int64_t>(written, INT32_MIN, INT32_MAX));
  limits.redispatch_interval.set(interval, line.place(2), proxy.origin);
  limits.redispatch.value = interval != 0;
}

model::CheckKind check_kind(std::string_view option) {
  using enum model::CheckKind;
  if (option == "httpchk") return http;
  if (option == "tcp-check") return tcp;
  static constexpr std::array<std::string_view, 8> others{
      "ssl-hello-chk", "smtpchk",    "mysql-check", "pgsql-check",
      "redis-check",   "ldap-check", "spop-check",  "external-check"};
  for (const std::string_view name : others)
    if (name == option) return other;
  return none;
}

}  // namespace

void read_option(const Line& line, Proxy& proxy, const Scope& scope) {
  const std::string_view name = line.word(1);
  model::Pool& pool = proxy.settings.pool;
  if (name == "allbackups") return flag(line, proxy, pool.balance.all_backups);
  if (name == "persist") return flag(line, proxy, pool.persistence.persist);
  if (name == "prefer-last-server") return flag(line, proxy, pool.persistence.prefer_last);
  if (name == "redispatch") return redispatch(line, proxy, scope);
  if (name == "transparent" || name == "http_proxy")
    proxy.listener.answers = model::OwnAnswers::some;
  const model::CheckKind kind = check_kind(name);
  if (kind == model::CheckKind::none) return;
  if (kind == model::CheckKind::http) read_role(line, proxy);
  Setting<model::CheckKind>& setting = proxy.settings.check_kind;
  if (line.prefix() == Prefix::none)
    setting.set(kind, line.place(1), proxy.origin);
  else if (setting.value == kind)
    setting = Setting<model::CheckKind>{model::CheckKind::tcp};
}

void read_timeout(const Line& line, Proxy& proxy, const Scope& scope) {
  model::Limits& limits = proxy.settings.pool.limits;
  Setting<base::Duration>* setting = nullptr;
  if (line.word(1) == "queue") setting = &limits.queue_timeout;
  if (line.word(1) == "connect") setting = &limits.connect_timeout;
  if (line.word(1) == "server") setting = &limits.server_timeout;
  const auto value = time_at(line, 2, scope.diagnostics());
  if (value && setting != nullptr) setting->set(*value, line.place(2), proxy.origin);
}

void read_retry_on(const Line& line, Proxy& proxy, const Scope& scope) {
  static constexpr std::array<std::string_view, 19> events{"none",
                                                           "conn-failure",
                                                           "empty-response",
                                                           "junk-response",
                                                           "response-timeout",
                                                           "0rtt-rejected",
                                                           "all-retryable-errors",
                                                           "401",
                                                           "403",
                                                           "404",
                                                           "408",
                                                           "421",
                                                           "425",
                                                           "429",
                                                           "500",
                                                           "501",
                                                           "502",
                                                           "503",
                                                           "504"};
  std::vector<std::string> taken;
  for (std::size_t i = 1; i < line.size(); ++i) {
    if (std::find(events.begin(), events.end(), line.word(i)) == events.end())
      scope.diagnostics().error(
          line.place(i), line.length(i),
          fmt::format("\"{}\" is nothing that retry-on knows", shown(line.word(i))),
          "events: none conn-failure empty-response junk-response response-timeout 0rtt-rejected "
          "all-retryable-errors, and status codes such as 503");
    taken.emplace_back(line.word(i));
  }
  const auto none = std::find(taken.begin(), taken.end(), "none");
  if (none != taken.end() && taken.size() > 1)
    scope.diagnostics().error(line.place(), line.length(), "retry-on none stands alone",
                              "HAProxy refuses it beside other events; remove either");
  proxy.settings.pool.limits.retry_on.set(std::move(taken), line.place(1), proxy.origin);
}

void read_hash_affinity(const Line& line, Proxy& proxy, const Scope& scope) {
  using model::HashAffinity;
  static constexpr std::array<std::pair<std::string_view, HashAffinity>, 3> words{
      {{"always", HashAffinity::always},
       {"maxconn", HashAffinity::maxconn},
       {"maxqueue", HashAffinity::maxqueue}}};
  for (const auto& [word, affinity] : words)
    if (line.word(1) == word)
      return proxy.settings.pool.balance.affinity.set(affinity, line.place(1), proxy.origin);
  scope.diagnostics().error(line.place(1), line.length(1),
                            "hash-preserve-affinity takes one of three words",
                            "write always, maxconn or maxqueue");
}

void read_hash_balance_factor(const Line& line, Proxy& proxy, const Scope& scope) {
  const std::int64_t value = number_at(line, 1, scope.diagnostics());
  if (value != 0 && value <= 100)
    return scope.diagnostics().error(line.place(1), line.length(1),
                                     "hash-balance-factor must be 0 or above 100",
                                     "150 lets a server take half as much again as the average");
  proxy.settings.pool.balance.balance_factor.set(
      in_range(value, line, 1, 0, INT32_MAX, scope.diagnostics()), line.place(1), proxy.origin);
}

}  // namespace ek::dialects::haproxy
