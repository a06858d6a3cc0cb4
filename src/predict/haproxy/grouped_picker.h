// A Picker over two groups of servers, active and backup, each with its own state of one mechanism
// (Fwrr, LeastConn, …): the shape of all of HAProxy's algorithms that keep their servers in trees.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "predict/haproxy/members.h"

namespace ek::predict::haproxy {

// Mechanism: Mechanism(servers), start, add, remove, reweigh, set_full, pick(avoid).
template <class Mechanism>
class GroupedPicker : public Picker {
 public:
  GroupedPicker(const Context& context, std::span<const ServerIndex> candidates)
      : GroupedPicker(context, candidates, Mechanism(context.pool.servers.size())) {}

  GroupedPicker(const Context& context, std::span<const ServerIndex> candidates,
                const Mechanism& fresh)
      : members_(context, candidates), groups_{fresh, fresh} {
    for (const bool backup : {false, true}) {
      std::vector<ServerIndex> servers;
      std::vector<std::uint32_t> weights;
      for (ServerIndex server = 0; server < members_.size(); ++server) {
        if (!members_.usable(server) || members_.backup(server) != backup) continue;
        servers.push_back(server);
        weights.push_back(members_.fine_weight(server));
      }
      groups_[backup].start(servers, weights);
    }
  }

  ServerIndex pick(std::string_view, ServerIndex avoid) final {
    if (members_.active() > 0) [[likely]]
      return groups_[0].pick(avoid);
    if (members_.all_backups() && members_.first_backup() != no_server)
      return groups_[1].pick(avoid);
    return members_.first_backup();  // whatever its load: the algorithm is not asked
  }

  void set_candidates(std::span<const ServerIndex> candidates) final {
    for (const auto& change : members_.set_candidates(candidates)) apply(change);
  }
  void set_weight(ServerIndex server, std::uint32_t weight) final {
    set_fine_weight(server, weight * weight_scale);
  }
  void set_fine_weight(ServerIndex server, std::uint32_t sixteenths) final {
    apply(members_.set_fine_weight(server, sixteenths));
  }
  void set_full(ServerIndex server, bool full) final { group_of(server).set_full(server, full); }
  void set_queued(ServerIndex server, std::uint32_t queued) final {
    if constexpr (requires(Mechanism & m) { m.set_queued(server, queued); })
      group_of(server).set_queued(server, queued);
  }
  void take(ServerIndex server) final {
    if constexpr (requires(Mechanism & m) { m.take(server); }) group_of(server).take(server);
  }
  void drop(ServerIndex server) final {
    if constexpr (requires(Mechanism & m) { m.drop(server); }) group_of(server).drop(server);
  }

 protected:
  Mechanism& group_of(ServerIndex server) {
    if (!members_.any_backup()) [[likely]]
      return groups_[0];
    return groups_[members_.backup(server)];
  }

 private:
  void apply(const Members::Change& change) {
    if (change.before == change.after) return;  // the same weight again changes nothing
    Mechanism& group = group_of(change.server);
    if (change.before == 0) {
      group.add(change.server, change.after);
    } else if (change.after == 0) {
      group.remove(change.server);
    } else {
      group.reweigh(change.server, change.after);
    }
  }

  Members members_;
  std::array<Mechanism, 2> groups_;
};

}  // namespace ek::predict::haproxy
