#include "predict/balancer.h"

namespace ek::predict {
namespace {

bool usable(const model::Server& server) {
  return !server.disabled.value && server.weight.value > 0;
}

bool first_backup_only(const Context& context) {
  if (context.program.kind != model::ProgramKind::haproxy || context.pool.balance.all_backups.value)
    return false;
  const Algorithm* algorithm = algorithm_of(context);
  return algorithm == nullptr || algorithm->backups_compete == nullptr ||
         !algorithm->backups_compete(context);
}

}  // namespace

std::vector<ServerIndex> candidates(const Context& context, std::span<const std::uint8_t> up) {
  const auto& servers = context.pool.servers;
  std::vector<ServerIndex> active, backup;
  active.reserve(servers.size());
  for (ServerIndex i = 0; i < servers.size(); ++i) {
    if (!usable(servers[i]) || (!up.empty() && up[i] == 0)) continue;
    (servers[i].backup.value ? backup : active).push_back(i);
  }
  if (!active.empty()) return active;
  if (backup.size() > 1 && first_backup_only(context)) backup.resize(1);
  return backup;
}

}  // namespace ek::predict
