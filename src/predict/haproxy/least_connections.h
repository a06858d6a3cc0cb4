// Least connections over one group of servers, as `balance leastconn` up to 3.1.
//
// A server's key is 0 when idle, whatever its weight, else (requests + 1) / weight, where requests
// are those served and those in its own queue. The smallest key is picked, the one longest in its
// place among equals. A server moves, to the end of its equals, when a connection begins or ends
// and its key has changed.
//
// Source: configuration manual, `balance leastconn`; measured on 2.6.12 with held connections.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "predict/haproxy/ranked_heap.h"

namespace ek::predict::haproxy {

class LeastConnections {
 public:
  explicit LeastConnections(std::size_t servers) : heap_(servers), nodes_(servers) {}

  void start(std::span<const ServerIndex> members, std::span<const std::uint32_t> fine_weights);
  void add(ServerIndex server, std::uint32_t fine_weight);
  void remove(ServerIndex server);
  void reweigh(ServerIndex server, std::uint32_t fine_weight) { add(server, fine_weight); }
  void set_full(ServerIndex server, bool full);
  void set_queued(ServerIndex server, std::uint32_t queued) { nodes_[server].queued = queued; }
  void take(ServerIndex server);
  void drop(ServerIndex server);

  ServerIndex pick(ServerIndex avoid) { return heap_.first(avoid); }

 private:
  struct Node {
    std::uint64_t rank = 0;  // key, then number of insertion
    std::uint32_t weight = 0, served = 0, queued = 0;
    bool member = false, full = false;
  };
  static std::uint32_t key(const Node& node);
  void insert(ServerIndex server);
  void reposition(ServerIndex server);
  void renumber();

  RankedHeap heap_;  // the members with room
  std::vector<Node> nodes_;
  std::uint32_t inserted_ = 0;
};

}  // namespace ek::predict::haproxy
