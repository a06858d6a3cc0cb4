#include "predict/nginx/peers.h"

#include <algorithm>
#include <chrono>

namespace ek::predict::nginx {

Peers::Peers(const Context& context) {
  const auto& servers = context.pool.servers;
  of_server_.assign(servers.size(), no_peer);
  for (ServerIndex i = 0; i < servers.size(); ++i)
    if (!servers[i].backup.value) add(servers[i], i);
  close_group(primary_, 0);
  for (ServerIndex i = 0; i < servers.size(); ++i)
    if (servers[i].backup.value) add(servers[i], i);
  close_group(backup_, primary_.end);
  traffic_ = Traffic(weight_);
  primary_.single = primary_.size() == 1 && backup_.size() == 0;
  current.assign(peers_.size(), 0);
  effective = weight_;
}

void Peers::add(const model::Server& server, ServerIndex index) {
  const auto timeout = server.check.pace->fail_timeout;
  Peer peer;
  peer.conns_max = server.maxconn.value;
  peer.fails_max = server.check.pace->max_fails.value;
  if (timeout.stated() || timeout.value.count() > 0)
    peer.fail_timeout_s = std::chrono::duration_cast<std::chrono::seconds>(timeout.value).count();
  of_server_[index] = size();
  server_.push_back(index);
  peers_.push_back(peer);
  weight_.push_back(server.weight.value);
  closed_.push_back(server.disabled.value ? down : 0);
  if (!server.disabled.value) ++tries_;
}

void Peers::close_group(Group& group, PeerId begin) {
  group.begin = begin;
  group.end = size();
  group.total_weight = 0;
  for (PeerId id = begin; id < group.end; ++id) group.total_weight += weight_[id];
}

bool Peers::reopened(PeerId id, std::int64_t now_s) const {
  if (closed_[id] != failing) return false;
  return now_s - peers_[id].checked_at_s > peers_[id].fail_timeout_s;
}

void Peers::mark(PeerId id, std::uint8_t bit, bool on) {
  if (((closed_[id] & bit) != 0) == on) return;
  closed_[id] = static_cast<std::uint8_t>(on ? closed_[id] | bit : closed_[id] & ~bit);
  if (bit == failing) failing_ += on ? 1U : -1U;
  ++changes_;
  note_load(id);
}

void Peers::begin(PeerId id, std::int64_t now_s) {
  Peer& peer = peers_[id];
  if (now_s - peer.checked_at_s > peer.fail_timeout_s) peer.checked_at_s = now_s;
  take(id);
}

void Peers::note_limits(PeerId id) {
  const std::uint32_t conns_max = peers_[id].conns_max;
  if (conns_max != 0) mark(id, full, conns(id) >= conns_max);
  note_load(id);
}

void Peers::note_load(PeerId id) {
  if (id >= traffic_.loads().size()) return;
  if (closed_[id] != 0) return traffic_.close(id);
  const std::uint32_t conns_max = peers_[id].conns_max;
  traffic_.open(id, conns_max == 0 ? std::numeric_limits<std::uint32_t>::max() : conns_max);
}

void Peers::begin_comparing() {
  traffic_.compare(primary_.end);
  for (PeerId id = primary_.begin; id < primary_.end; ++id) note_load(id);
}

void Peers::end_well(PeerId id) {
  Peer& peer = peers_[id];
  drop(id);
  if (primary_.single) return;
  // A whole fail_timeout has passed since the last failure, and this try has not failed.
  if (peer.failed_at_s < peer.checked_at_s) {
    peer.fails = 0;
    mark(id, failing, false);
  }
}

void Peers::end_failed(PeerId id, std::int64_t now_s) {
  Peer& peer = peers_[id];
  drop(id);
  if (primary_.single) return;
  ++peer.fails;
  peer.failed_at_s = peer.checked_at_s = now_s;
  if (peer.fails_max == 0) return;
  const bool was_weak = effective[id] < weight_[id];
  effective[id] = std::max<std::int64_t>(0, effective[id] - weight_[id] / peer.fails_max);
  if (!was_weak && effective[id] < weight_[id]) ++weakened_;
  mark(id, failing, peer.fails >= peer.fails_max);
}

void Peers::strengthen(PeerId id) {
  if (effective[id] < weight_[id] && ++effective[id] == weight_[id]) --weakened_;
}

void Peers::set_down(PeerId id, bool is_down) {
  mark(id, down, is_down);
}
void Peers::set_full(PeerId id, bool is_full) {
  mark(id, held_full, is_full);
}

}  // namespace ek::predict::nginx
