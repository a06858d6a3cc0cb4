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
#include "predict/haproxy/first_of.h"
#include "predict/haproxy/scale.h"

namespace ek::predict::haproxy {

class LeastConnections {
 public:
  explicit LeastConnections(std::size_t servers)
      : nodes_(servers), full_(servers, 0), in_order_(servers) {}

  void start(std::span<const ServerIndex> members, std::span<const std::uint32_t> fine_weights);
  void add(ServerIndex server, std::uint32_t fine_weight);
  void remove(ServerIndex server);
  void reweigh(ServerIndex server, std::uint32_t fine_weight) { add(server, fine_weight); }
  void set_full(ServerIndex server, bool full);
  void set_queued(ServerIndex server, std::uint32_t queued) { nodes_[server].queued = queued; }

  // These three are what simulations spend their time in.
  void take(ServerIndex server) {
    ++nodes_[server].served;
    reposition(server);
  }
  void drop(ServerIndex server) {
    EK_ASSERT(nodes_[server].served > 0);
    --nodes_[server].served;
    reposition(server);
  }
  ServerIndex pick(ServerIndex avoid) { return first_of(in_order_, avoid); }

 private:
  enum class Place : std::uint8_t { none, kept, taken };  // kept: for one that is full
  struct Node {
    std::uint32_t served = 0, queued = 0;
    ExactDivisor weight;
    std::uint32_t key = 0, number = 0;  // its rank; the number of the insertion
    Place place = Place::none;

    std::uint64_t rank() const { return std::uint64_t{key} << 32 | number; }
    std::uint32_t key_now() const {
      const std::uint32_t load = served + queued;
      return load == 0 ? 0 : weight.quotient((load + 1) * fine_range);
    }
  };

  void reposition(ServerIndex server) {
    Node& node = nodes_[server];
    const std::uint32_t key = node.key_now();
    if (key == node.key || node.place == Place::none) return;
    insert(server, key);
  }
  void insert(ServerIndex server, std::uint32_t key) {
    Node& node = nodes_[server];
    node.key = key;
    node.number = inserted_;
    if (node.place == Place::taken) [[likely]]
      in_order_.set(server, node.rank());
    if (++inserted_ == inserted_max) [[unlikely]]
      renumber();
  }
  void renumber();

  static constexpr std::uint32_t inserted_max = ~std::uint32_t{0};

  std::vector<Node> nodes_;
  std::vector<std::uint8_t> full_;
  LeastRow<std::uint64_t> in_order_;  // the members with room, by rank
  std::uint32_t inserted_ = 0;
};

}  // namespace ek::predict::haproxy
