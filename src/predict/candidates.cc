#include <utility>

#include "predict/balancer.h"
#include "predict/program.h"

namespace ek::predict {
namespace {

bool usable(const model::Server& server) {
  return !server.disabled.value && server.weight.value > 0;
}

std::vector<ServerIndex> stand_ins(const Context& context, std::vector<ServerIndex> backups) {
  const bool all = !rules_of(context.program.kind).one_backup_stands_in ||
                   context.pool.balance.all_backups.value;
  if (all || backups.size() < 2) return backups;
  const Algorithm* algorithm = algorithm_of(context);
  if (algorithm != nullptr && algorithm->stand_ins != nullptr)
    return algorithm->stand_ins(context, backups);
  backups.resize(1);
  return backups;
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
  return stand_ins(context, std::move(backup));
}

}  // namespace ek::predict
