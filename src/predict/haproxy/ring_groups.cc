#include "predict/haproxy/ring_groups.h"

namespace ek::predict::haproxy {

RingGroups::RingGroups(const Context& context, std::span<const ServerIndex> candidates)
    : members_(context, candidates),
      seeds_(ring_seeds(context)),
      full_(context.pool.servers.size(), 0),
      passed_over_(context.pool.servers.size(), 0),
      load_(context.pool.balance.balance_factor.value, context.pool.servers.size()) {
  for (const bool backup : {false, true}) {
    std::vector<ServerIndex> servers;
    std::vector<std::uint32_t> weights;
    for (ServerIndex i = 0; i < members_.size(); ++i) {
      if (!members_.usable(i) || members_.backup(i) != backup) continue;
      servers.push_back(i);
      weights.push_back(members_.fine_weight(i));
      load_.set_before(i, total_weight_[backup]);
      total_weight_[backup] += weights.back();
    }
    load_.set_total(backup, total_weight_[backup]);
    rings_[backup].build(seeds_, servers, weights);
  }
  for (ServerIndex i = 0; i < members_.size(); ++i) {
    known_points_.push_back(members_.fine_weight(i));
    load_.set_weight(i, members_.fine_weight(i));
  }
}

ServerIndex RingGroups::walk_on(const Ring& ring, std::size_t at, ServerIndex avoid) {
  const auto points = ring.points();
  const bool backup = members_.active() == 0;
  const auto passed_over = [&](ServerIndex server) {
    return server == avoid || passed_over_[server] != 0 ||
           (load_.bounds() && !load_.room(server, backup));
  };
  // Twice round at most: if nobody may be taken, the walk ends on the last point of the ring.
  for (int rounds = 0; passed_over(points[at].server);) {
    if (at + 1 == points.size() && ++rounds > 1) break;
    at = ring.after(at);
  }
  return points[at].server;
}

ServerIndex RingGroups::next(ServerIndex avoid) {
  if (members_.active() == 0 && !members_.all_backups()) return members_.first_backup();
  const Ring* const ring = ring_in_use();
  if (ring == nullptr) {
    last_ = {};
    return no_server;
  }
  const bool backup = members_.active() == 0;
  const auto follow = [&](Position at) -> Position {
    const Ring& own = rings_[at.backup];
    if (at.set && at.index + 1 < own.size()) return {true, at.backup, at.index + 1};
    return {true, backup, 0};
  };
  const auto same = [](Position a, Position b) {
    return a.backup == b.backup && a.index == b.index;
  };
  Position stop = last_, avoided_at;
  ServerIndex avoided = no_server;
  do {
    last_ = follow(last_);
    if (!stop.set) stop = last_;
    const ServerIndex server = rings_[last_.backup].points()[last_.index].server;
    if (full_[server] != 0) continue;
    if (server != avoid) return server;
    avoided = server;
    avoided_at = last_;
  } while (!same(last_, stop));
  last_ = avoided_at;
  return avoided;
}

void RingGroups::set_candidates(std::span<const ServerIndex> candidates) {
  for (const auto& change : members_.set_candidates(candidates)) apply(change);
}

void RingGroups::set_fine_weight(ServerIndex server, std::uint32_t fine_weight) {
  apply(members_.set_fine_weight(server, fine_weight));
}

void RingGroups::apply(const Members::Change& change) {
  const ServerIndex server = change.server;
  const bool backup = members_.backup(server);
  total_weight_[backup] += change.after - change.before;
  load_.set_total(backup, total_weight_[backup]);
  load_.set_weight(server, members_.fine_weight(server));
  if (change.after < change.before) shrink(server, change.before, change.after);
  if (change.after <= change.before) return;
  if (change.after > known_points_[server]) {  // all its points are laid out anew
    shrink(server, change.before, 0);
    grow(server, 0, change.after);
    known_points_[server] = change.after;
  } else {
    grow(server, change.before, change.after);
  }
}

// Takes points away; the position moves on to the next point that stays.
void RingGroups::shrink(ServerIndex server, std::uint32_t from, std::uint32_t to) {
  if (from == to) return;
  const bool backup = members_.backup(server);
  Ring& ring = rings_[backup];
  const bool concerned = last_.set && last_.backup == backup;
  std::vector<RingPoint> gone;
  for (std::uint32_t number = to; number < from; ++number)
    gone.push_back({seeds_.point(server, number), server});
  const auto leaves = [&](const RingPoint& point) {
    if (point.server != server) return false;
    for (const RingPoint& other : gone)
      if (other.hash == point.hash) return true;
    return false;
  };
  RingPoint resting{};
  if (concerned) {
    std::size_t steps = 0;
    while (steps < ring.size() && leaves(ring.points()[last_.index])) {
      last_.index = ring.after(last_.index);
      ++steps;
    }
    if (steps == ring.size()) last_ = {};
    if (last_.set) resting = ring.points()[last_.index];
  }
  ring.remove(seeds_, server, to, from);
  if (concerned && last_.set) last_.index = ring.index_of(resting);
}

void RingGroups::grow(ServerIndex server, std::uint32_t from, std::uint32_t to) {
  const bool backup = members_.backup(server);
  Ring& ring = rings_[backup];
  const bool concerned = last_.set && last_.backup == backup;
  const RingPoint resting = concerned ? ring.points()[last_.index] : RingPoint{};
  ring.add(seeds_, server, from, to);
  if (concerned) last_.index = ring.index_of(resting);
}

}  // namespace ek::predict::haproxy
