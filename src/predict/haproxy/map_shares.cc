#include "predict/haproxy/map_shares.h"

#include "predict/haproxy/static_map.h"
#include "predict/haproxy/weight_shares.h"

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

// Everything anew: what each server has after the loss.
Shift replaced_by(std::span<const ServerIndex> left, std::span<const double> shares) {
  Shift shift{0, {}};
  for (std::size_t i = 0; i < left.size(); ++i)
    if (shares[i] > 0) shift.moved.emplace_back(left[i], shares[i]);
  return shift;
}

}  // namespace

std::vector<double> map_shares(const Context& context, std::span<const ServerIndex> candidates,
                               MapUse with_one_server) {
  return backups_compete(context, candidates) ? backup_shares(context, candidates, with_one_server)
                                              : weight_shares(context, candidates);
}

// A backup server without a slot is not missed, unless it is the first, whose weight is the number
// of slots: so few losses lay the map out anew, however many backup servers there are.
void map_losses(const Context& context, std::span<const ServerIndex> candidates,
                std::span<const double> shares, MapUse with_one_server, const ShiftSink& sink) {
  if (!backups_compete(context, candidates))
    return weight_losses(context, candidates, shares, sink);
  std::vector<ServerIndex> left(candidates.begin() + 1, candidates.end());  // all but the i-th
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    if (i > 0) left[i - 1] = candidates[i - 1];
    if (i > 0 && shares[i] == 0)
      sink(candidates[i], {});
    else
      sink(candidates[i], replaced_by(left, map_shares(context, left, with_one_server)));
  }
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
