// Fast weighted round robin over one group of servers (active or backup), as `balance roundrobin`.
//
// Positions on a line are handed out: in a cycle of as many picks as the total weight, a server of
// weight w gets w positions, evenly spaced. Servers wait in `init` until their first turn of the
// cycle (heaviest first), then in `current` by next position; those done with the cycle wait in
// `next`, which becomes `init` when everything else is empty.
//
// Source: configuration manual, `balance roundrobin`; the order of picks was measured on 2.6.12.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "predict/haproxy/key_heap.h"

namespace ek::predict::haproxy {

class Fwrr {
 public:
  // What a changed weight does to a server's next turn: up to 3.1 it is adjusted; from 3.2 on the
  // server is placed like one that comes back.
  enum class Reweigh : std::uint8_t { adjusts, places_anew };

  Fwrr(std::size_t servers, Reweigh reweigh) : nodes_(servers), reweigh_(reweigh) {}

  // Before the first pick, in the order of the file. Weights are in sixteenths (scale.h), above 0.
  void start(std::span<const ServerIndex> members, std::span<const std::uint32_t> fine_weights);
  void add(ServerIndex server, std::uint32_t fine_weight);
  void remove(ServerIndex server);
  void reweigh(ServerIndex server, std::uint32_t fine_weight);
  void set_full(ServerIndex server, bool full) { nodes_[server].full = full; }

  ServerIndex pick(ServerIndex avoid);  // no_server: all are full

  // For a memory of whole cycles (fwrr_cycle.h): how many began, in which order the servers waited
  // at the start of the last one (kept only while watched), and the way back to that moment.
  std::uint64_t cycles() const { return cycles_; }
  void watch(bool watched) { watched_ = watched; }
  const std::vector<ServerIndex>& cycle_order() const { return cycle_order_; }
  void restart_cycle(std::span<const ServerIndex> order);
  std::int64_t total_weight() const { return next_weight_; }

 private:
  enum class Tree : std::uint8_t { first_queue, second_queue, current, none };
  struct Node {
    std::int64_t next_position = 0, last_position = 0;
    std::uint32_t remainder = 0;  // of total / weight, carried from turn to turn
    std::uint32_t weight = 0;
    Tree tree = Tree::none;
    bool full = false;
  };

  KeyHeap& waiting() { return queues_[init_]; }
  Tree init_tree() const { return static_cast<Tree>(init_); }
  Tree next_tree() const { return static_cast<Tree>(1 - init_); }
  KeyHeap& heap_of(Tree tree) {
    return tree == Tree::current ? current_ : queues_[static_cast<std::size_t>(tree)];
  }
  void queue_by_weight(Tree tree, ServerIndex server);
  void queue(ServerIndex server);
  void leave_tree(ServerIndex server);
  void place_newcomer(ServerIndex server);
  ServerIndex first_due();
  void advance(Node& node);
  void switch_trees();
  void requeue_skipped(ServerIndex chosen, bool switched);

  std::vector<Node> nodes_;
  Reweigh reweigh_;
  std::array<KeyHeap, 2> queues_;  // `init` and `next`, changing roles
  std::size_t init_ = 0;
  KeyHeap current_;
  std::int64_t position_ = 0, current_weight_ = 0, next_weight_ = 0;
  std::uint64_t cycles_ = 0;
  bool watched_ = false;
  std::vector<ServerIndex> cycle_order_;
  std::vector<ServerIndex> skipped_;  // full or avoided during this pick
};

}  // namespace ek::predict::haproxy
