// Which servers start in maintenance because of what stands elsewhere: the server that they track
// (manual 5.2, track), or a section that is switched off (manual 4.2, disabled).
#include <fmt/format.h>

#include <unordered_map>
#include <vector>

#include "dialects/haproxy/proxy.h"
#include "dialects/haproxy/shown.h"

namespace ek::dialects::haproxy {
namespace {

struct Located {
  const model::Pool* pool = nullptr;
  const model::Server* server = nullptr;  // nullptr: there is none
};

class Tracking {
 public:
  explicit Tracking(const Scope& scope) : scope_(scope) {
    for (const model::Pool& pool : scope.config().pools) pools_.emplace(pool.name, &pool);
  }

  // Judges every server by what the files say before any of them is changed.
  void run() {
    for (const model::Pool& pool : scope_.config().pools)
      for (const model::Server& server : pool.servers)
        if (tracks({&pool, &server})) follow({&pool, &server});
    for (model::Pool& pool : scope_.config().pools)
      for (model::Server& server : pool.servers) put_in_maintenance(server);
  }

 private:
  enum class Inherits : std::uint8_t { open, no, yes };
  using Names = std::unordered_map<std::string_view, const model::Server*>;

  // The program does not look at the track of servers whose section is switched off.
  static bool tracks(const Located& at) {
    return at.server != nullptr && at.server->extras->track.stated() && !at.pool->disabled.value;
  }

  const Names& names_of(const model::Pool& pool) {
    const auto [entry, added] = names_.try_emplace(&pool);
    if (added)
      for (const model::Server& server : pool.servers) entry->second.emplace(server.name, &server);
    return entry->second;
  }

  Located target_of(const Located& tracker) {
    std::string_view name = tracker.server->extras->track.value;
    const model::Pool* pool = tracker.pool;
    if (const auto slash = name.find('/'); slash != std::string_view::npos) {
      const auto found = pools_.find(name.substr(0, slash));
      if (found == pools_.end()) return {};
      pool = found->second;
      name.remove_prefix(slash + 1);
    }
    const Names& names = names_of(*pool);
    const auto found = names.find(name);
    return found == names.end() ? Located{} : Located{pool, found->second};
  }

  // Verified against "show servers state": the server at the end of a chain hands its maintenance
  // down, and one on the way that is disabled itself hands down nothing, neither its own nor that
  // of the end.
  bool hands_down(const Located& at) const {
    if (at.server == nullptr) return false;
    if (!tracks(at)) return at.server->disabled.value;
    return !at.server->disabled.value && inherits_.at(at.server) == Inherits::yes;
  }

  void follow(Located at) {
    std::vector<Located> chain;
    while (tracks(at) && inherits_.emplace(at.server, Inherits::open).second) {
      chain.push_back(at);
      at = target_of(at);
    }
    if (tracks(at) && inherits_.at(at.server) == Inherits::open) refuse_loop(*at.server);
    if (!chain.empty() && !tracks(at) && at.server != nullptr) refuse_unchecked(chain.back(), at);
    for (; !chain.empty(); chain.pop_back()) {
      inherits_[chain.back().server] = hands_down(at) ? Inherits::yes : Inherits::no;
      at = chain.back();
    }
  }

  void refuse_loop(const model::Server& server) {
    scope_.diagnostics().error(
        server.extras->track.at, static_cast<std::uint32_t>(server.extras->track.value.size()),
        fmt::format("\"{}\" tracks \"{}\", which in the end tracks \"{}\" again",
                    shown(server.name), shown(server.extras->track.value), shown(server.name)),
        "HAProxy refuses it; give one of them a check instead of track");
  }

  // The one at the end of a chain is looked at; of a section that is switched off the words count.
  void refuse_unchecked(const Located& tracker, const Located& end) {
    const model::Check& check = end.server->check;
    if (check.enabled.value || check.kind.value == model::CheckKind::agent ||
        end.server->extras->track.stated())
      return;
    const model::Server& server = *tracker.server;
    scope_.diagnostics().error(
        server.extras->track.at, static_cast<std::uint32_t>(server.extras->track.value.size()),
        fmt::format("\"{}\" has no health check that \"{}\" could track", shown(end.server->name),
                    shown(server.name)),
        fmt::format(
            "HAProxy refuses it; add check to {}",
            text::other_place(end.server->at, server.extras->track.at, scope_.reading.sources)));
  }

  void put_in_maintenance(model::Server& server) {
    if (server.disabled.value) return;
    const auto found = inherits_.find(&server);
    if (found != inherits_.end() && found->second == Inherits::yes)
      server.disabled.set(true, server.extras->track.at, Origin::inherited);
  }

  const Scope& scope_;
  std::unordered_map<std::string_view, const model::Pool*> pools_;
  std::unordered_map<const model::Pool*, Names> names_;
  std::unordered_map<const model::Server*, Inherits> inherits_;
};

// A section that is switched off answers nobody, whatever its server lines say. That is said by its
// servers, too, so that shares need to look at one thing only.
void switch_off(model::Pool& pool) {
  if (!pool.disabled.value) return;
  for (model::Server& server : pool.servers)
    if (!server.disabled.value) server.disabled.set(true, pool.disabled.at, Origin::inherited);
}

}  // namespace

void settle_states(const Scope& scope) {
  Tracking(scope).run();
  for (model::Pool& pool : scope.config().pools) switch_off(pool);
}

}  // namespace ek::dialects::haproxy
