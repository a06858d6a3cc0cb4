#include "predict/haproxy/least_connections.h"

#include <algorithm>

namespace ek::predict::haproxy {

LeastConnections::LeastConnections(std::size_t servers)
    : is_few_(servers <= FewRanks::servers_max),
      few_(is_few_ ? servers : 0),
      heap_(is_few_ ? 0 : servers),
      nodes_(servers),
      known_(is_few_ ? servers * remembered : 0) {}

void LeastConnections::start(std::span<const ServerIndex> members,
                             std::span<const std::uint32_t> fine_weights) {
  for (std::size_t i = 0; i < members.size(); ++i) add(members[i], fine_weights[i]);
}

void LeastConnections::add(ServerIndex server, std::uint32_t fine_weight) {
  Node& node = nodes_[server];
  node.weight = ExactDivisor(fine_weight);
  node.member = true;
  if (is_few_)
    for (std::uint32_t load = 0; load < remembered; ++load)
      known_[server * remembered + load] = known_rank(server, key(node, load));
  insert(server, key(node, node.served + node.queued));
}

void LeastConnections::remove(ServerIndex server) {
  nodes_[server].member = false;
  erase(server);
}

void LeastConnections::set_full(ServerIndex server, bool full) {
  Node& node = nodes_[server];
  node.full = full;
  if (!node.member) return;
  if (full) {
    erase(server);
  } else {
    put(server);  // its place among equals was kept
  }
}

void LeastConnections::set_queued(ServerIndex server, std::uint32_t queued) {
  nodes_[server].queued = queued;
  note_known(server);
}

void LeastConnections::note_known(ServerIndex server) {
  Node& node = nodes_[server];
  const bool known = is_few_ && node.member && !node.full && node.queued == 0;
  node.known_below = known ? remembered : 0;
}

void LeastConnections::reposition(ServerIndex server) {
  const Node& node = nodes_[server];
  const std::uint32_t now = key(node, node.served + node.queued);
  if (node.member && now != node.rank >> 32) insert(server, now);
}

void LeastConnections::insert(ServerIndex server, std::uint32_t key) {
  if (inserted_ >= inserted_max) renumber();
  nodes_[server].rank = next_rank(server, key);
  if (!nodes_[server].full) put(server);
}

// The number of the insertion; with few servers it also carries the server.
std::uint64_t LeastConnections::next_rank(ServerIndex server, std::uint32_t key) {
  const std::uint32_t number = inserted_;
  inserted_ += is_few_ ? std::uint32_t{FewRanks::servers_max} : 1;
  return is_few_ ? known_rank(server, key) | number : std::uint64_t{key} << 32 | number;
}

void LeastConnections::put(ServerIndex server) {
  if (is_few_)
    few_.put(server, nodes_[server].rank);
  else
    heap_.put(server, nodes_[server].rank);
  note_known(server);
}

void LeastConnections::erase(ServerIndex server) {
  if (is_few_)
    few_.erase(server);
  else
    heap_.erase(server);
  note_known(server);
}

// After 2^32 moves, or 2^27 of few servers: the order stays, the numbers start again.
void LeastConnections::renumber() {
  std::vector<ServerIndex> order;
  for (ServerIndex i = 0; i < nodes_.size(); ++i)
    if (nodes_[i].member) order.push_back(i);
  std::sort(order.begin(), order.end(),
            [&](ServerIndex a, ServerIndex b) { return nodes_[a].rank < nodes_[b].rank; });
  inserted_ = 0;
  for (const ServerIndex server : order) {
    Node& node = nodes_[server];
    node.rank = next_rank(server, static_cast<std::uint32_t>(node.rank >> 32));
    if (!node.full) put(server);
  }
}

}  // namespace ek::predict::haproxy
