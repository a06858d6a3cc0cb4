#include "predict/haproxy/map_shares.h"

#include "predict/haproxy/static_map.h"
#include "predict/weights.h"

namespace ek::predict::haproxy {
namespace {

bool backups_compete(const Context& context, std::span<const ServerIndex> candidates) {
  return candidates.size() > 1 && !context.pool.balance.all_backups.value &&
         context.pool.servers[candidates.front()].backup.value;
}

std::vector<ServerIndex> backup_map(const Context& context,
                                    std::span<const ServerIndex> candidates) {
  const std::uint32_t divisor = common_divisor(context.pool.servers);
  std::vector<MapServer> servers;
  servers.reserve(candidates.size());
  for (const ServerIndex i : candidates)
    servers.push_back({i, context.pool.servers[i].weight.value / divisor});
  return build_map(servers, servers.front().weight);
}

std::vector<double> backup_shares(const Context& context, std::span<const ServerIndex> candidates,
                                  MapUse use) {
  auto map = backup_map(context, candidates);
  if (use == MapUse::first_slot_alone) map.resize(1);
  std::vector<std::uint32_t> slots(context.pool.servers.size(), 0);
  for (const ServerIndex server : map) ++slots[server];
  std::vector<double> shares;
  shares.reserve(candidates.size());
  for (const ServerIndex i : candidates)
    shares.push_back(slots[i] / static_cast<double>(map.size()));
  return shares;
}

}  // namespace

std::vector<double> map_shares(const Context& context, std::span<const ServerIndex> candidates,
                               MapUse with_one_server) {
  return backups_compete(context, candidates) ? backup_shares(context, candidates, with_one_server)
                                              : weight_shares(context, candidates);
}

std::vector<ServerIndex> map_stand_ins(const Context& context, std::span<const ServerIndex> backups,
                                       MapUse with_one_server) {
  const auto shares = map_shares(context, backups, with_one_server);
  std::vector<ServerIndex> result;
  for (std::size_t i = 0; i < backups.size(); ++i)
    if (i == 0 || shares[i] > 0) result.push_back(backups[i]);
  return result;
}

void note_competing_backups(const Context& context, MapUse with_one_server, Grade& grade) {
  std::vector<ServerIndex> backups;
  for (ServerIndex i = 0; i < context.pool.servers.size(); ++i) {
    const model::Server& server = context.pool.servers[i];
    if (server.backup.value && !server.disabled.value && server.weight.value > 0)
      backups.push_back(i);
  }
  if (!backups_compete(context, backups)) return;
  if (backup_shares(context, backups, with_one_server).front() == 1) return;
  grade.notes.push_back(
      "Without option allbackups the first backup server should stand in alone; but a static map "
      "lets all of them compete by weight, so that others take over from it or beside it.");
}

}  // namespace ek::predict::haproxy
