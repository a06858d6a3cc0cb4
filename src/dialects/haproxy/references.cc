// Names in one section that must exist in another.
#include <fmt/format.h>

#include <unordered_map>
#include <unordered_set>

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
      layers_.emplace(listener.name, listener.layer);
  }

  void check() {
    for (const model::Pool& pool : scope_.config().pools) {
      check_stick(pool);
      check_use_server(pool);
      for (const model::Server& server : pool.servers)
        if (server.track.stated()) check_track(pool, server);
    }
    for (const model::Route& route : scope_.config().routes) check_mode(route);
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
    if (pool.persistence.stick_table.stated()) return;
    for (const model::StickRule& rule : pool.persistence.stick_rules)
      if (rule.table.empty())
        refuse(rule.at, rule.key.written.size(),
               fmt::format("\"{}\" has no stick-table for this rule", shown(pool.name)),
               "add for example stick-table type ip size 1m expire 30m, or name a table");
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
    const std::string_view target = server.track.value;
    const auto slash = target.find('/');
    const bool elsewhere = slash != std::string_view::npos;
    const auto found = elsewhere ? pools_.find(target.substr(0, slash)) : pools_.end();
    const model::Pool* pool = elsewhere ? (found == pools_.end() ? nullptr : found->second) : &own;
    if (pool == nullptr || !names_of(*pool).contains(elsewhere ? target.substr(slash + 1) : target))
      refuse(server.track.at, target.size(),
             fmt::format("there is no server \"{}\" to track", shown(target)),
             "write track server, or track backend/server");
  }

  void check_mode(const model::Route& route) {
    if (route.computed) return;
    const auto found = pools_.find(route.target);
    if (found == pools_.end()) return;
    const auto listener = layers_.find(route.listener);
    if (listener == layers_.end() || listener->second == found->second->layer) return;
    // A tcp listener may hand over to an http backend: the connection is then upgraded.
    if (listener->second == model::Layer::tcp) return;
    refuse(route.at, route.length,
           fmt::format("\"{}\" is in mode http, and \"{}\" in mode tcp", shown(route.listener),
                       shown(route.target)),
           "HAProxy refuses it; give both the same mode");
  }

  const Scope& scope_;
  std::unordered_map<std::string_view, const model::Pool*> pools_;
  std::unordered_map<std::string_view, model::Layer> layers_;
  std::unordered_map<const model::Pool*, Names> names_;
};

}  // namespace

void check_references(const Scope& scope) {
  References(scope).check();
}

}  // namespace ek::dialects::haproxy
