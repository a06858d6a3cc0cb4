#include "predict/haproxy/least_connections.h"

#include <algorithm>
#include <limits>

#include "base/assert.h"
#include "predict/haproxy/scale.h"

namespace ek::predict::haproxy {
void LeastConnections::start(std::span<const ServerIndex> members,
                             std::span<const std::uint32_t> fine_weights) {
  for (std::size_t i = 0; i < members.size(); ++i) add(members[i], fine_weights[i]);
}

void LeastConnections::add(ServerIndex server, std::uint32_t fine_weight) {
  nodes_[server].weight = fine_weight;
  nodes_[server].member = true;
  insert(server);
}

void LeastConnections::remove(ServerIndex server) {
  nodes_[server].member = false;
  heap_.erase(server);
}

void LeastConnections::set_full(ServerIndex server, bool full) {
  Node& node = nodes_[server];
  node.full = full;
  if (!node.member) return;
  if (full) {
    heap_.erase(server);
  } else {
    heap_.put(server, node.rank);  // its place among equals was kept
  }
}

void LeastConnections::take(ServerIndex server) {
  ++nodes_[server].served;
  reposition(server);
}

void LeastConnections::drop(ServerIndex server) {
  EK_ASSERT(nodes_[server].served > 0);
  --nodes_[server].served;
  reposition(server);
}

std::uint32_t LeastConnections::key(const Node& node) {
  const std::uint32_t load = node.served + node.queued;
  return load == 0 ? 0 : (load + 1) * fine_range / node.weight;
}

void LeastConnections::insert(ServerIndex server) {
  if (inserted_ == std::numeric_limits<std::uint32_t>::max()) renumber();
  Node& node = nodes_[server];
  node.rank = std::uint64_t{key(node)} << 32 | inserted_++;
  if (!node.full) heap_.put(server, node.rank);
}

void LeastConnections::reposition(ServerIndex server) {
  const Node& node = nodes_[server];
  if (node.member && key(node) != node.rank >> 32) insert(server);
}

// After 2^32 moves: the order stays, the numbers start again.
void LeastConnections::renumber() {
  std::vector<ServerIndex> order;
  for (ServerIndex i = 0; i < nodes_.size(); ++i)
    if (nodes_[i].member) order.push_back(i);
  std::sort(order.begin(), order.end(),
            [&](ServerIndex a, ServerIndex b) { return nodes_[a].rank < nodes_[b].rank; });
  inserted_ = 0;
  for (const ServerIndex server : order) {
    Node& node = nodes_[server];
    node.rank = (node.rank >> 32 << 32) | inserted_++;
    if (!node.full) heap_.put(server, node.rank);
  }
}

}  // namespace ek::predict::haproxy
