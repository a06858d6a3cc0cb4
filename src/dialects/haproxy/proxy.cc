// Which of a proxy's statements decide something, and who reads them.
#include "dialects/haproxy/proxy.h"

#include <fmt/format.h>

#include <algorithm>
#include <initializer_list>
#include <unordered_map>
#include <utility>

#include "dialects/haproxy/acl.h"
#include "dialects/haproxy/answer_status.h"
#include "dialects/haproxy/expression_names.h"
#include "dialects/haproxy/request_condition.h"
#include "dialects/haproxy/shown.h"
#include "dialects/haproxy/values.h"

namespace ek::dialects::haproxy {
namespace {

using Read = void (*)(const Line&, Proxy&, Scope&);

void mode(const Line& line, Proxy& proxy, Scope& scope) {
  const std::string_view word = line.word(1);
  if (word == "http")
    return proxy.settings.mode.set(model::Layer::http, line.place(1), proxy.origin);
  if (word == "tcp" || word == "log" || word == "spop" || word == "haterm")
    return proxy.settings.mode.set(model::Layer::tcp, line.place(1), proxy.origin);
  scope.diagnostics().error(
      line.place(line.size() > 1 ? 1 : 0), line.length(line.size() > 1 ? 1 : 0),
      fmt::format("\"{}\" is not a mode", shown(word)), "write mode http or mode tcp");
}

void number(const Line& line, Proxy& proxy, Scope& scope, Setting<std::uint32_t>& setting) {
  if (line.size() < 2)
    return scope.diagnostics().error(line.place(), line.length(),
                                     fmt::format("{} needs a number", line.word(0)),
                                     fmt::format("write for example {} 100", line.word(0)));
  setting.set(number_in(line, 1, 0, INT32_MAX, scope.diagnostics()), line.place(1), proxy.origin);
}

void default_backend(const Line& line, Proxy& proxy, Scope& scope) {
  if (line.size() < 2)
    return scope.diagnostics().error(line.place(), line.length(), "default_backend needs a name",
                                     "write for example default_backend app");
  proxy.settings.default_backend.set({std::string(line.word(1)), line.length(1)}, line.place(1),
                                     proxy.origin);
}

bool one_of(const Line& line, std::initializer_list<std::string_view> words, const Scope& scope) {
  std::string list;
  for (const std::string_view word : words) {
    if (line.word(1) == word) return true;
    list += (list.empty() ? "" : ", ") + std::string(word);
  }
  scope.diagnostics().error(
      line.place(1), line.length(1),
      fmt::format("\"{}\" is not a value of {}", shown(line.word(1)), line.word(0)),
      fmt::format("{} takes: {}", line.word(0), list));
  return false;
}

void reuse(const Line& line, Proxy&, Scope& scope) {
  one_of(line, {"never", "safe", "aggressive", "always"}, scope);
}

void number_of_section(const Line& line, Proxy& proxy, Scope& scope) {
  if (std::exchange(proxy.numbered, true))
    return scope.diagnostics().error(line.place(), line.length(), "this section has an id already",
                                     "HAProxy refuses a second; remove one of them");
  scope.others.take_id(line, proxy.name, scope.diagnostics());
}

void state_file(const Line& line, Proxy& proxy, Scope& scope) {
  if (!one_of(line, {"global", "local", "none"}, scope)) return;
  proxy.settings.state_file.set(line.word(1) != "none", line.place(), proxy.origin);
}

void answer(const Line& line, Proxy& proxy, Scope&) {
  read_answer(line, proxy);
}

// Without a route it does something all the same.
void answers_some(const Line&, Proxy& proxy, Scope&) {
  proxy.listener.answers = model::OwnAnswers::some;
}

void check_rule(const Line& line, Proxy& proxy, Scope&) {
  read_role(line, proxy);
  proxy.check_connects |= line.word(1) == "connect";
}

void persist_rule(const Line& line, Proxy& proxy, Scope&) {
  proxy.settings.pool.persistence.ignore_persist_rules.set(true, line.place(), proxy.origin);
}

const std::unordered_map<std::string_view, Read>& readers() {
  static const std::unordered_map<std::string_view, Read> table{
      {"server", read_server},
      {"server-template", read_server_template},
      {"default-server", read_default_server},
      {"mode", mode},
      {"bind", [](const Line& l, Proxy& p, Scope& s) { read_bind(l, p, s); }},
      {"balance", [](const Line& l, Proxy& p, Scope& s) { read_balance(l, p, s); }},
      {"hash-type", [](const Line& l, Proxy& p, Scope& s) { read_hash_type(l, p, s); }},
      {"hash-balance-factor",
       [](const Line& l, Proxy& p, Scope& s) { read_hash_balance_factor(l, p, s); }},
      {"hash-preserve-affinity",
       [](const Line& l, Proxy& p, Scope& s) { read_hash_affinity(l, p, s); }},
      {"cookie", [](const Line& l, Proxy& p, Scope& s) { read_cookie(l, p, s); }},
      {"stick-table", [](const Line& l, Proxy& p, Scope& s) { read_stick_table(l, p, s); }},
      {"stick", [](const Line& l, Proxy& p, Scope& s) { read_stick(l, p, s); }},
      {"use-server", [](const Line& l, Proxy& p, Scope& s) { read_use_server(l, p, s); }},
      {"use_backend", [](const Line& l, Proxy& p, Scope& s) { read_use_backend(l, p, s); }},
      {"default_backend", default_backend},
      {"option", [](const Line& l, Proxy& p, Scope& s) { read_option(l, p, s); }},
      {"timeout", [](const Line& l, Proxy& p, Scope& s) { read_timeout(l, p, s); }},
      {"retry-on", [](const Line& l, Proxy& p, Scope& s) { read_retry_on(l, p, s); }},
      {"retries",
       [](const Line& l, Proxy& p, Scope& s) { number(l, p, s, p.settings.pool.limits.retries); }},
      {"fullconn",
       [](const Line& l, Proxy& p, Scope& s) { number(l, p, s, p.settings.pool.limits.fullconn); }},
      {"maxconn", [](const Line& l, Proxy& p, Scope& s) { number(l, p, s, p.settings.maxconn); }},
      {"disabled", [](const Line& l, Proxy& p,
                      Scope&) { p.settings.pool.disabled.set(true, l.place(), p.origin); }},
      {"enabled", [](const Line& l, Proxy& p,
                     Scope&) { p.settings.pool.disabled.set(false, l.place(), p.origin); }},
      {"acl", [](const Line& l, Proxy& p, Scope& s) { read_acl(l, p, s); }},
      {"id", number_of_section},
      {"http-reuse", reuse},
      {"http-request", answer},
      {"redirect", answer},
      {"stats", answer},
      {"errorfile", answer},
      {"errorfiles", answer},
      {"errorloc", answer},
      {"errorloc302", answer},
      {"errorloc303", answer},
      {"http-error", answer},
      {"http-check", check_rule},
      {"tcp-check", check_rule},
      {"load-server-state-from-file", state_file},
      {"dynamic-cookie-key",
       [](const Line& l, Proxy& p, Scope&) {
         p.settings.pool.persistence.dynamic_key.set(true, l.place(), p.origin);
       }},
      {"monitor-uri", answers_some},
      {"dispatch", answers_some},
      {"transparent", answers_some},
      {"force-persist", persist_rule},
      {"ignore-persist", persist_rule},
  };
  return table;
}

// Rules stand in a defaults section only where it has a name, and its users name it (manual 4).
void note_rules(const Line& line, Proxy& proxy, const Scope& scope) {
  static constexpr std::string_view words[] = {
      "acl", "http-request", "http-response", "tcp-request", "tcp-response", "http-after-response"};
  if (std::find(std::begin(words), std::end(words), line.word(0)) == std::end(words)) return;
  if (proxy.name.empty())
    return scope.diagnostics().error(
        line.place(), line.length(),
        fmt::format("{} needs a defaults section with a name", line.word(0)),
        "write defaults NAME, and from NAME behind the sections that it is for");
  if (line.word(0) != "acl" && line.word(1) != "inspect-delay" && !proxy.settings.rules.known())
    proxy.settings.rules = line.place();
}

}  // namespace

bool well_named(std::string_view name) {
  return name.find_first_not_of(
             "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.:") ==
         std::string_view::npos;
}

Inheritable built_in(const Scope& scope) {
  Inheritable out;
  const Defaults& defaults = scope.defaults;
  out.pool.balance.algorithm.value = std::string(defaults.algorithm);
  out.pool.balance.draws.value = defaults.random_draws;
  out.pool.limits.retries.value = defaults.retries;
  out.server.weight.value = defaults.weight;
  model::CheckPace& pace = out.server.check.pace.edit();
  pace.interval.value = defaults.check_interval;
  pace.rise.value = defaults.rise;
  pace.fall.value = defaults.fall;
  return out;
}

void read_proxy_line(const Line& line, Proxy& proxy, Scope& scope) {
  if (proxy.section->letter == 'D') note_rules(line, proxy, scope);
  check_action_names(line, scope);
  check_answer_status(line, scope);
  proxy.condition = read_condition(line, proxy.acls, scope);
  read_request_rule(line, proxy.condition, proxy.settings.request_rules);
  const auto reader = readers().find(line.word(0));
  if (reader != readers().end()) reader->second(line, proxy, scope);
}

}  // namespace ek::dialects::haproxy
