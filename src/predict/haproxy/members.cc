#include "predict/haproxy/members.h"

namespace ek::predict::haproxy {

Members::Members(const Context& context, std::span<const ServerIndex> candidates)
    : all_backups_(context.pool.balance.all_backups.value) {
  const auto& servers = context.pool.servers;
  up_.assign(servers.size(), 0);
  for (const ServerIndex server : candidates) up_[server] = 1;
  backup_.reserve(servers.size());
  weights_.reserve(servers.size());
  for (const model::Server& server : servers) {
    backup_.push_back(server.backup.value ? 1 : 0);
    any_backup_ = any_backup_ || server.backup.value;
    weights_.push_back(server.weight.value * weight_scale);
  }
  recount();
}

std::vector<Members::Change> Members::set_candidates(std::span<const ServerIndex> candidates) {
  std::vector<std::uint8_t> up(up_.size(), 0);
  for (const ServerIndex server : candidates) up[server] = 1;
  std::vector<Change> changes;
  for (ServerIndex server = 0; server < up.size(); ++server) {
    if (up[server] == up_[server]) continue;
    const std::uint32_t before = effective(server);
    up_[server] = up[server];
    if (weights_[server] > 0) changes.push_back({server, before, effective(server)});
  }
  recount();
  return changes;
}

Members::Change Members::set_fine_weight(ServerIndex server, std::uint32_t fine_weight) {
  const std::uint32_t before = effective(server);
  weights_[server] = fine_weight;
  recount();
  return {server, before, effective(server)};
}

void Members::recount() {
  active_ = backups_ = 0;
  first_backup_ = no_server;
  for (ServerIndex server = 0; server < up_.size(); ++server) {
    if (!usable(server)) continue;
    ++(backup(server) ? backups_ : active_);
    if (backup(server) && first_backup_ == no_server) first_backup_ = server;
  }
}

}  // namespace ek::predict::haproxy
