// Names in one section that must exist in another.
#include <fmt/format.h>

#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "base/text.h"
#include "dialects/haproxy/limits.h"
#include "dialects/haproxy/proxy.h"
#include "dialects/haproxy/shown.h"

namespace ek::dialects::haproxy {
namespace {

using Names = std::unordered_set<std::string_view>;

class References {
 public:
  explicit References(const Scope& scope) : scope_(scope) {
    for (const model::Pool& pool : scope.config().pools) pools_.emplace(pool.name, &pool);
    for (const model::Listener& listener : scope.config().listeners)
      listeners_.emplace(listener.name, &listener);
  }

  void check() {
    for (const model::Pool& pool : scope_.config().pools) {
      check_use_server(pool);
      if (pool.disabled.value) continue;  // the program does not look there
      check_stick(pool);
      for (const model::Server& server : pool.servers)
        if (server.extras->track.stated()) check_track(pool, server);
    }
    for (const model::Route& route : scope_.config().routes) check_route(route);
  }

 private:
  void refuse(text::Place at, std::size_t length, std::string message, std::string hint) {
    scope_.diagnostics().error(at, static_cast<std::uint32_t>(length), std::move(message),
                               std::move(hint));
  }

  // A pool's server names, built once for a pool that is asked more than once.
  const Names& names_of(const model::Pool& pool) {
    const auto [entry, added] = names_.try_emplace(&pool);
    if (added)
      for (const model::Server& server : pool.servers) entry->second.insert(server.name);
    return entry->second;
  }

  void check_stick(const model::Pool& pool) {
    for (const model::StickRule& rule : pool.persistence.stick_rules) {
      const std::string& table = rule.table.empty() ? pool.name : rule.table;
      if (scope_.others.tables.contains(table)) continue;
      refuse(rule.at, rule.key.written.size(),
             fmt::format("\"{}\" has no stick-table for this rule", shown(table)),
             "add for example stick-table type ip size 1m expire 30m, or name a table");
    }
  }

  void check_use_server(const model::Pool& pool) {
    for (const model::UseServer& rule : pool.persistence.use_servers) {
      if (rule.server.find('%') != std::string::npos) continue;
      if (!names_of(pool).contains(rule.server))
        refuse(
            rule.at, rule.server.size(),
            fmt::format("\"{}\" has no server named \"{}\"", shown(pool.name), shown(rule.server)),
            "use-server names a server of the same section");
    }
  }

  void check_track(const model::Pool& own, const model::Server& server) {
    const std::string_view target = server.extras->track.value;
    const auto slash = target.find('/');
    const bool elsewhere = slash != std::string_view::npos;
    const auto found = elsewhere ? pools_.find(target.substr(0, slash)) : pools_.end();
    const model::Pool* pool = elsewhere ? (found == pools_.end() ? nullptr : found->second) : &own;
    if (pool == nullptr || !names_of(*pool).contains(elsewhere ? target.substr(slash + 1) : target))
      refuse(server.extras->track.at, target.size(),
             fmt::format("there is no server \"{}\" to track", shown(target)),
             "write track server, or track backend/server");
  }

  void check_route(const model::Route& route) {
    const auto listener = listeners_.find(route.listener);
    if (route.computed || listener == listeners_.end()) return;
    if (route.target == route.listener && route.directive != listener->second->section)
      check_loop(route, *listener->second);
    if (!scope_.backends.contains(route.target)) return check_target(route, *listener->second);
    const auto found = pools_.find(route.target);
    if (found != pools_.end()) check_mode(route, *listener->second, *found->second);
  }

  // A listen section is its own backend, and cannot name itself.
  void check_loop(const model::Route& route, const model::Listener& listener) {
    if (listener.section != "listen" || listener.disabled.value) return;
    refuse(route.at, route.length,
           fmt::format("{} sends the traffic of \"{}\" to itself", route.directive,
                       shown(route.target)),
           "HAProxy refuses it; its own servers are used without the line");
  }

  // "": none is near, or enough were looked up.
  std::string_view nearest_backend(std::string_view target) {
    if (!scope_.may_suggest() || ++suggested_ > suggestions_max) return "";
    if (backends_.empty()) backends_.assign(scope_.backends.begin(), scope_.backends.end());
    return base::nearest(target, backends_);
  }

  // The program does not look where a section that is switched off would send traffic.
  void check_target(const model::Route& route, const model::Listener& listener) {
    if (listener.disabled.value) return;
    const std::string_view meant = nearest_backend(route.target);
    refuse(route.at, route.length,
           fmt::format("{} sends traffic to \"{}\", and there is no such backend", route.directive,
                       shown(route.target)),
           meant.empty() ? "define the backend, name one that exists, or give all files with -f"
                         : fmt::format("did you mean \"{}\"?", shown(meant)));
  }

  void check_mode(const model::Route& route, const model::Listener& listener,
                  const model::Pool& pool) {
    if (listener.layer == pool.layer) return;
    // A tcp listener may hand over to an http backend: the connection is then upgraded.
    if (listener.layer == model::Layer::tcp) return;
    refuse(route.at, route.length,
           fmt::format("\"{}\" is in mode http, and \"{}\" in mode tcp", shown(route.listener),
                       shown(route.target)),
           "HAProxy refuses it; give both the same mode");
  }

  const Scope& scope_;
  std::unordered_map<std::string_view, const model::Pool*> pools_;
  std::unordered_map<std::string_view, const model::Listener*> listeners_;
  std::unordered_map<const model::Pool*, Names> names_;
  std::vector<std::string_view> backends_;  // as nearest() takes them
  std::size_t suggested_ = 0;
};

}  // namespace

void check_references(const Scope& scope) {
  References(scope).check();
}

}  // namespace ek::dialects::haproxy
