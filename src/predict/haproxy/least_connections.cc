#include "predict/haproxy/least_connections.h"

#include <algorithm>

namespace ek::predict::haproxy {

void LeastConnections::start(std::span<const ServerIndex> members,
                             std::span<const std::uint32_t> fine_weights) {
  for (std::size_t i = 0; i < members.size(); ++i) add(members[i], fine_weights[i]);
}

void LeastConnections::add(ServerIndex server, std::uint32_t fine_weight) {
  Node& node = nodes_[server];
  node.weight = ExactDivisor(fine_weight);
  if (node.place == Place::none) node.place = full_[server] != 0 ? Place::kept : Place::taken;
  insert(server, node.key_now());
}

void LeastConnections::remove(ServerIndex server) {
  nodes_[server].place = Place::none;
  in_order_.set(server, in_order_.absent);
}

void LeastConnections::set_full(ServerIndex server, bool full) {
  full_[server] = full ? 1 : 0;
  Node& node = nodes_[server];
  if (node.place == Place::none) return;
  node.place = full ? Place::kept : Place::taken;
  in_order_.set(server, full ? in_order_.absent : node.rank());
}

// After 2^32 moves: the order stays, the numbers start again.
void LeastConnections::renumber() {
  std::vector<ServerIndex> order;
  for (ServerIndex i = 0; i < nodes_.size(); ++i)
    if (nodes_[i].place != Place::none) order.push_back(i);
  std::sort(order.begin(), order.end(),
            [&](ServerIndex a, ServerIndex b) { return nodes_[a].rank() < nodes_[b].rank(); });
  inserted_ = 0;
  for (const ServerIndex server : order) insert(server, nodes_[server].key);
}

}  // namespace ek::predict::haproxy
