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

#include "base/assert.h"
#include "predict/haproxy/exact_divisor.h"
#include "predict/haproxy/few_ranks.h"
#include "predict/haproxy/ranked_heap.h"
#include "predict/haproxy/scale.h"

namespace ek::predict::haproxy {

class LeastConnections {
 public:
  explicit LeastConnections(std::size_t servers);

  void start(std::span<const ServerIndex> members, std::span<const std::uint32_t> fine_weights);
  void add(ServerIndex server, std::uint32_t fine_weight);
  void remove(ServerIndex server);
  void reweigh(ServerIndex server, std::uint32_t fine_weight) { add(server, fine_weight); }
  void set_full(ServerIndex server, bool full);
  void set_queued(ServerIndex server, std::uint32_t queued);

  // These three are what simulations spend their time in.
  void take(ServerIndex server) {
    ++nodes_[server].served;
    follow(server);
  }
  void drop(ServerIndex server) {
    EK_ASSERT(nodes_[server].served > 0);
    --nodes_[server].served;
    follow(server);
  }
  ServerIndex pick(ServerIndex avoid) { return is_few_ ? few_.first(avoid) : heap_.first(avoid); }

 private:
  struct Node {
    std::uint64_t rank = 0;  // key, then number of insertion
    std::uint32_t served = 0, queued = 0;
    // One of few, in few_, and nothing is queued: with fewer served than that known_ has its key.
    std::uint32_t known_below = 0;
    bool member = false, full = false;
    ExactDivisor weight;
  };
  static constexpr std::uint32_t remembered = 32;

  static std::uint32_t key(const Node& node, std::uint32_t load) {
    return load == 0 ? 0 : node.weight.quotient((load + 1) * fine_range);
  }
  // The first part of the rank of one of few. Their ranks also carry the server.
  static std::uint64_t known_rank(ServerIndex server, std::uint32_t key) {
    return std::uint64_t{key} << 32 | server;
  }
  // After a change of `served`.
  void follow(ServerIndex server) {
    Node& node = nodes_[server];
    if (node.served >= node.known_below || inserted_ >= inserted_max) [[unlikely]]
      return reposition(server);
    const std::uint64_t rank = known_[server * remembered + node.served];
    if (rank >> 32 == node.rank >> 32) return;
    node.rank = rank | inserted_;
    few_.put(server, node.rank);
    inserted_ += std::uint32_t{FewRanks::servers_max};
  }
  void reposition(ServerIndex server);
  void insert(ServerIndex server, std::uint32_t key);
  std::uint64_t next_rank(ServerIndex server, std::uint32_t key);
  void put(ServerIndex server);
  void erase(ServerIndex server);
  void note_known(ServerIndex server);
  void renumber();

  static constexpr std::uint32_t inserted_max =
      ~std::uint32_t{0} - std::uint32_t{FewRanks::servers_max};

  bool is_few_;
  // The members with room, in one of the two.
  FewRanks few_;
  RankedHeap heap_;
  std::vector<Node> nodes_;
  std::vector<std::uint64_t> known_;  // of few: known_rank() by server and `served`
  std::uint32_t inserted_ = 0;
};

}  // namespace ek::predict::haproxy
