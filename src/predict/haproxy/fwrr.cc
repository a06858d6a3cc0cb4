#include "predict/haproxy/fwrr.h"

#include "base/assert.h"
#include "predict/haproxy/scale.h"

namespace ek::predict::haproxy {

void Fwrr::start(std::span<const ServerIndex> members,
                 std::span<const std::uint32_t> fine_weights) {
  for (std::size_t i = 0; i < members.size(); ++i) {
    nodes_[members[i]].weight = fine_weights[i];
    next_weight_ += fine_weights[i];
    queue_by_weight(init_tree(), members[i]);
  }
  position_ = current_weight_ = next_weight_;
  skipped_.reserve(members.size());
  current_.reserve(members.size());
  for (KeyHeap& heap : queues_) heap.reserve(members.size());
  waiting().servers_in_order(cycle_order_);
}

void Fwrr::add(ServerIndex server, std::uint32_t fine_weight) {
  nodes_[server].weight = fine_weight;
  next_weight_ += fine_weight;
  place_newcomer(server);
}

void Fwrr::remove(ServerIndex server) {
  next_weight_ -= nodes_[server].weight;
  leave_tree(server);
}

// A newcomer's first turn comes after one even share of what is left of this cycle and the next.
void Fwrr::place_newcomer(ServerIndex server) {
  Node& node = nodes_[server];
  node.next_position =
      position_ + (next_weight_ + current_weight_ - position_) / std::int64_t{node.weight};
  queue(server);
}

// A changed weight moves the next turn, never further away than it was.
void Fwrr::reweigh(ServerIndex server, std::uint32_t fine_weight) {
  Node& node = nodes_[server];
  next_weight_ += std::int64_t{fine_weight} - node.weight;
  node.weight = fine_weight;
  const Tree tree = node.tree;
  EK_ASSERT(tree != Tree::none);
  leave_tree(server);
  if (reweigh_ == Reweigh::places_anew) {
    if (tree == init_tree()) node.remainder = 0;
    return place_newcomer(server);
  }
  if (tree == init_tree()) {
    queue_by_weight(tree, server);
    return;
  }
  if (tree == next_tree()) node.next_position += current_weight_;
  const std::int64_t step = next_weight_ / std::int64_t{fine_weight};
  const std::int64_t before = node.next_position;
  node.next_position = node.last_position + step;
  node.remainder = 0;
  if (node.next_position > before) node.next_position = before;
  if (node.next_position < position_ + 2) node.next_position = position_ + step;
  queue(server);
}

ServerIndex Fwrr::pick(ServerIndex avoid) {
  bool switched = false;
  ServerIndex avoided = no_server, chosen = no_server;
  skipped_.clear();
  while (true) {
    if (current_weight_ == 0) position_ = current_weight_ = next_weight_;
    ServerIndex due = first_due();
    if (due == no_server && !switched) {
      switched = true;
      switch_trees();
      due = first_due();
    }
    if (due == no_server) {
      chosen = avoided;
      break;
    }
    Node& node = nodes_[due];
    leave_tree(due);
    advance(node);
    ++position_;
    if (!node.full && (due != avoid || avoided != no_server)) {
      chosen = due;
      break;
    }
    if (!node.full) avoided = due;
    skipped_.push_back(due);
  }
  if (chosen != no_server) queue(chosen);
  requeue_skipped(chosen, switched);
  return chosen;
}

// The servers passed over, the last one first. After a change of cycle their place is lost.
void Fwrr::requeue_skipped(ServerIndex chosen, bool switched) {
  for (std::size_t i = skipped_.size(); i-- > 0;) {
    if (skipped_[i] == chosen) continue;
    if (switched) {
      queue_by_weight(init_tree(), skipped_[i]);
    } else {
      queue(skipped_[i]);
    }
  }
}

// The first of `current` if its turn has come, else the next waiting one, else whoever is first.
ServerIndex Fwrr::first_due() {
  const ServerIndex running = current_.empty() ? no_server : current_.first();
  if (running != no_server && nodes_[running].next_position <= position_) return running;
  if (waiting().empty()) return running;
  const ServerIndex fresh = waiting().first();
  nodes_[fresh].next_position = 0;
  nodes_[fresh].remainder = 0;
  return fresh;
}

void Fwrr::advance(Node& node) {
  if (node.next_position == 0) node.next_position = position_;
  node.last_position = node.next_position;
  const auto total = static_cast<std::uint64_t>(next_weight_);
  node.next_position += static_cast<std::int64_t>(total / node.weight);
  node.remainder += static_cast<std::uint32_t>(total % node.weight);
  if (node.remainder >= node.weight) {
    node.remainder -= node.weight;
    ++node.next_position;
  }
}

void Fwrr::switch_trees() {
  init_ = 1 - init_;
  current_weight_ = position_ = next_weight_;
  ++cycles_;
  if (watched_) waiting().servers_in_order(cycle_order_);
}

void Fwrr::restart_cycle(std::span<const ServerIndex> order) {
  for (KeyHeap& heap : queues_) heap.clear();
  current_.clear();
  for (const ServerIndex server : order) queue_by_weight(init_tree(), server);
  current_weight_ = position_ = next_weight_;
}

void Fwrr::queue_by_weight(Tree tree, ServerIndex server) {
  heap_of(tree).push(fine_range - nodes_[server].weight, server);
  nodes_[server].tree = tree;
}

void Fwrr::queue(ServerIndex server) {
  Node& node = nodes_[server];
  if (node.next_position >= 2 * current_weight_ ||
      node.next_position >= current_weight_ + next_weight_) {
    node.next_position -= current_weight_;
    queue_by_weight(next_tree(), server);
    return;
  }
  // Positions count 256 to a step in a 32-bit key, which wraps above 4,095 heavy servers as there.
  const auto position = static_cast<std::uint32_t>(node.next_position);
  const std::uint32_t key =
      weight_range * position + (fine_range + node.remainder - node.weight) / weight_scale;
  current_.push(key, server);
  node.tree = Tree::current;
}

void Fwrr::leave_tree(ServerIndex server) {
  Node& node = nodes_[server];
  if (node.tree == Tree::none) return;
  KeyHeap& heap = heap_of(node.tree);
  if (heap.first() == server) {
    heap.pop();
  } else {
    heap.erase(server);
  }
  node.tree = Tree::none;
}

}  // namespace ek::predict::haproxy
