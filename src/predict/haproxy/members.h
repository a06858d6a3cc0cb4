// Which servers HAProxy's algorithm may choose among: the usable active servers; if there is none,
// the usable backup servers: all of them with `option allbackups`, else the first one in the file's
// order. (Configuration manual, `backup` and `option allbackups`.)
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "predict/algorithm.h"
#include "predict/haproxy/scale.h"

namespace ek::predict::haproxy {

class Members {
 public:
  Members(const Context& context, std::span<const ServerIndex> candidates);

  bool usable(ServerIndex server) const { return up_[server] != 0 && weights_[server] > 0; }
  bool backup(ServerIndex server) const { return backup_[server] != 0; }
  bool any_backup() const { return any_backup_; }  // usable or not
  std::uint32_t fine_weight(ServerIndex server) const { return weights_[server]; }
  std::size_t active() const { return active_; }
  ServerIndex first_backup() const { return first_backup_; }  // no_server: none is usable
  // As many servers as the program counts in use: 1 when only the first backup server is.
  std::size_t used() const {
    if (active_ > 0) return active_;
    return all_backups_ ? backups_ : first_backup_ != no_server;
  }
  bool all_backups() const { return all_backups_; }
  std::size_t size() const { return up_.size(); }

  // What one change does to one server; `before` and `after` are fine weights, 0 for unusable.
  struct Change {
    ServerIndex server;
    std::uint32_t before, after;
  };
  // Both keep the books and tell what changed, in the order of the file.
  std::vector<Change> set_candidates(std::span<const ServerIndex> candidates);
  Change set_fine_weight(ServerIndex server, std::uint32_t fine_weight);

 private:
  std::uint32_t effective(ServerIndex server) const {
    return up_[server] != 0 ? weights_[server] : 0;
  }
  void recount();

  std::vector<std::uint8_t> up_, backup_;
  std::vector<std::uint32_t> weights_;
  bool all_backups_, any_backup_ = false;
  std::size_t active_ = 0, backups_ = 0;
  ServerIndex first_backup_ = no_server;
};

}  // namespace ek::predict::haproxy
