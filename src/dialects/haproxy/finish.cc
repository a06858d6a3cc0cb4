// The end of a proxy section: what its lines settle together.
#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include "dialects/haproxy/proxy.h"
#include "dialects/haproxy/shown.h"

namespace ek::dialects::haproxy {
namespace {

// `consistent` without a function means sdbm with avalanche; map-based without one, sdbm alone
// (manual, hash-type).
model::HashType effective(const HashWritten& written) {
  model::HashType out;
  out.mapping = written.mapping;
  out.function = written.has_function ? written.function : model::HashFunction::sdbm;
  out.avalanche =
      written.has_function ? written.avalanche : written.mapping == model::HashMapping::consistent;
  return out;
}

// The program looks at the names of a section that is switched off as little as at its traffic.
void note_uses(const Proxy& proxy, Scope& scope) {
  const model::Pool& pool = proxy.settings.pool;
  if (pool.persistence.stick_table.stated()) scope.others.tables.insert(proxy.name);
  if (pool.disabled.value) return;
  for (const Named& peers : proxy.peers) scope.others.uses_peers.push_back(peers);
  for (const model::Server& server : pool.servers)
    if (!server.extras->resolvers.empty() &&
        !scope.others.resolvers.contains(server.extras->resolvers))
      scope.others.uses_resolvers.push_back({server.extras->resolvers, server.at, server.length});
  if (proxy.check_connects) return;
  for (const Named& server : proxy.without_port)
    scope.diagnostics().error(
        server.at, server.length,
        fmt::format("the check of server \"{}\" has no port to connect to", shown(server.name)),
        "HAProxy refuses it; write the port behind the address, or port and a number");
}

// From there on it is where all servers of a backend have one name that they are refused (asked of
// 3.3.0 and 3.4.0).
constexpr model::Version refuses_one_name_only{3, 3, 0};

void refuse_duplicates(const std::vector<model::Server>& servers, const Scope& scope) {
  std::unordered_map<std::string_view, const model::Server*> names;
  names.reserve(servers.size());
  const bool refused = scope.version < refuses_one_name_only ||
                       std::ranges::all_of(servers, [&](const model::Server& server) {
                         return server.name == servers[0].name;
                       });
  for (const model::Server& server : servers) {
    const auto [first, added] = names.emplace(server.name, &server);
    if (added) continue;
    std::string what =
        fmt::format("a server named \"{}\" already stands at {}", shown(server.name),
                    text::other_place(first->second->at, server.at, scope.reading.sources));
    if (refused)
      scope.diagnostics().error(server.at, server.length, std::move(what),
                                "HAProxy refuses it; give one of them another name");
    else
      scope.diagnostics().warning(
          server.at, server.length, std::move(what),
          "this version starts with it, older ones do not; give one of them another name");
  }
}

// The numbers that hashing and persistence use: the written ones, and for each other server the
// lowest free number from its position on (verified against "show servers state").
void number_servers(std::vector<model::Server>& servers, const Scope& scope) {
  std::unordered_map<std::uint32_t, const model::Server*> used;
  for (const model::Server& server : servers) {
    if (!server.id.stated()) continue;
    const auto [first, added] = used.emplace(server.id.value, &server);
    if (added) continue;
    scope.diagnostics().error(
        server.id.at, 1,
        fmt::format("the id {} already belongs to the server \"{}\" at {}", server.id.value,
                    shown(first->second->name),
                    text::other_place(first->second->at, server.id.at, scope.reading.sources)),
        "HAProxy refuses it; ids are unique in a backend");
  }
  std::uint32_t next = 1;
  for (model::Server& server : servers) {
    if (!server.id.stated()) {
      while (used.contains(next)) ++next;
      used.emplace(next, &server);
      server.id.value = next;
    }
    ++next;
  }
}

// minconn without maxconn, or above it, raises maxconn (manual 5.2, minconn).
void settle_limits(model::Server& server, const Scope& scope) {
  if (server.extras->minconn.value <= server.maxconn.value) return;
  if (server.maxconn.value > 0)
    scope.diagnostics().warning(
        server.extras->minconn.at, 1,
        fmt::format("minconn {} is above maxconn {}: HAProxy raises maxconn to it",
                    server.extras->minconn.value, server.maxconn.value),
        "the limit is then constant; set minconn below maxconn");
  server.maxconn = server.extras->minconn;
}

void settle_check(model::Server& server, const Setting<model::CheckKind>& kind) {
  if (server.check.enabled.value) server.check.kind = kind;
}

// The role that the checks in force ask for; checks that are of another kind do not run those
// rules.
void settle_role(const Inheritable& settings, model::Pool& pool) {
  const bool checked =
      std::any_of(pool.servers.begin(), pool.servers.end(), [](const model::Server& server) {
        return server.check.enabled.value || server.extras->track.stated();
      });
  if (!checked) return;
  if (settings.check_kind.value == model::CheckKind::http) pool.role = settings.http_role;
  if (settings.check_kind.value == model::CheckKind::tcp && settings.check_kind.stated())
    pool.role = settings.tcp_role;
}

// In tcp mode there is no URI, header or cookie to look at (manual, balance and cookie).
void settle_layer(model::Pool& pool, const Scope& scope) {
  if (pool.layer == model::Layer::http) return;
  Setting<std::string>& algorithm = pool.balance.algorithm;
  const std::string& name = algorithm.value;
  if (name == "uri" || name == "url_param" || name == "hdr") {
    scope.diagnostics().warning(
        algorithm.at, static_cast<std::uint32_t>(name.size()),
        fmt::format("balance {} needs mode http; in \"{}\" HAProxy falls back to roundrobin", name,
                    shown(pool.name)),
        "add mode http, or balance by something that tcp has");
    algorithm.value = "roundrobin";
    pool.balance.key.value = {};
  }
  Setting<model::Cookie>& cookie = pool.persistence.cookie;
  if (!cookie.stated()) return;
  scope.diagnostics().warning(
      cookie.at, static_cast<std::uint32_t>(cookie.value.name.size()),
      fmt::format("cookie needs mode http; in \"{}\" HAProxy ignores it", shown(pool.name)),
      "add mode http, or remove it");
  cookie = {};
}

void report_late(const Proxy& proxy, const Scope& scope) {
  if (proxy.settings.pool.disabled.value) return;
  if (proxy.wrong_hash && proxy.has_pool()) scope.diagnostics().add(*proxy.wrong_hash);
  if (!proxy.takes_traffic()) return;
  for (const text::Diagnostic& wrong : proxy.wrong_targets) scope.diagnostics().add(wrong);
}

void settle_pool(Proxy& proxy, Scope& scope) {
  model::Pool& pool = proxy.settings.pool;
  pool.name = proxy.name;
  pool.section = std::string(proxy.section->name);
  pool.layer = proxy.settings.mode.value;
  pool.at = proxy.at;
  pool.length = proxy.length;
  const Setting<HashWritten>& hash = proxy.settings.hash;
  pool.check_kind = proxy.settings.check_kind;
  pool.balance.hash_type = {effective(hash.value), hash.origin, hash.at};
  if (!pool.limits.queue_timeout.stated())
    pool.limits.queue_timeout.value = pool.limits.connect_timeout.value;
  if (proxy.has_pool()) settle_layer(pool, scope);
  settle_named_servers(proxy, scope);
  settle_conditions(proxy.settings.request_rules);
  settle_answers(proxy);
  // Rules and pages of http have no effect in tcp.
  if (pool.layer == model::Layer::tcp) pool.answers = {};
  settle_role(proxy.settings, pool);
  pool.rules =
      settle_request_rules(std::move(proxy.settings.request_rules), pool.section + " " + pool.name,
                           pool.layer == model::Layer::http);
  note_dependencies(proxy);
  if (!pool.disabled.value) refuse_duplicates(pool.servers, scope);
  note_uses(proxy, scope);
  number_servers(pool.servers, scope);
  for (model::Server& server : pool.servers) {
    settle_limits(server, scope);
    settle_check(server, proxy.settings.check_kind);
  }
}

void add_routes(Proxy& proxy, model::Config& config) {
  for (model::Route& route : proxy.routes) config.routes.push_back(std::move(route));
  const Setting<DefaultBackend>& target = proxy.settings.default_backend;
  model::Route last;
  last.listener = proxy.name;
  if (target.stated()) {
    last.target = target.value.name;
    last.directive = "default_backend";
    last.at = target.at;
    last.length = target.value.length;
  } else if (!proxy.settings.pool.servers.empty()) {  // a listen section is its own backend
    last.target = proxy.name;
    last.directive = std::string(proxy.section->name);
    last.at = proxy.at;
    last.length = proxy.length;
  } else {
    return;
  }
  config.routes.push_back(std::move(last));
}

}  // namespace

void finish_proxy(Proxy&& proxy, Scope& scope) {
  report_late(proxy, scope);
  settle_pool(proxy, scope);
  if (proxy.takes_traffic()) {
    proxy.listener.name = proxy.name;
    proxy.listener.section = std::string(proxy.section->name);
    proxy.listener.layer = proxy.settings.mode.value;
    proxy.listener.maxconn = proxy.settings.maxconn;
    proxy.listener.disabled = proxy.settings.pool.disabled;
    proxy.listener.at = proxy.at;
    proxy.settings.pool.rules.behind_proxy = proxy.sockets.behind_proxy;
    proxy.listener.rules = proxy.settings.pool.rules;
    proxy.listener.rules.absolute_targets = proxy.listener.shares_connections;
    proxy.listener.answers = std::max(proxy.listener.answers, proxy.settings.pool.answers.value);
    scope.config().listeners.push_back(std::move(proxy.listener));
    add_routes(proxy, scope.config());
  }
  // A listen section without servers only answers by itself or sends elsewhere: no pool.
  const bool is_pool = proxy.section->letter == 'B' || !proxy.settings.pool.servers.empty();
  if (proxy.has_pool()) scope.backends.insert(proxy.name);
  if (proxy.has_pool() && is_pool) scope.config().pools.push_back(std::move(proxy.settings.pool));
}

}  // namespace ek::dialects::haproxy
