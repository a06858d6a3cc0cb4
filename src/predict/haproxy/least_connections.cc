#include "predict/haproxy/least_connections.h"

#include <algorithm>

namespace ek::predict::haproxy {

LeastConnections::LeastConnections(std::size_t servers)
    : is_few_(servers <= FewRanks::servers_max),
      few_(is_few_ ? servers : 0),
      heap_(is_few_ ? 0 : servers),
      nodes_(servers) {}

void LeastConnections::start(std::span<const ServerIndex> members,
                             std::span<const std::uint32_t> fine_weights) {
  for (std::size_t i = 0; i < members.size(); ++i) add(members[i], fine_weights[i]);
}

void LeastConnections::add(ServerIndex server, std::uint32_t fine_weight) {
  Node& node = nodes_[server];
  node.weight = ExactDivisor(fine_weight);
  node.member = true;
  insert(server, key(node));
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

void LeastConnections::erase(ServerIndex server) {
  if (is_few_)
    few_.erase(server);
  else
    heap_.erase(server);
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
