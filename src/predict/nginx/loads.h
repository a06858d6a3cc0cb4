// How loaded each of a row of peers is, and who is least: connections for each unit of weight.
//
// Few peers are all looked at, side by side and without a branch. Of many, the least of every block
// of peers is remembered, so that finding the least of all looks at the blocks' alone and a change
// at one block: about the square root of the work of looking at all.
#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "predict/algorithm.h"

namespace ek::predict::nginx {

class Loads {
 public:
  // What find_least answers when the least load is not one peer's alone.
  static constexpr std::uint32_t several = std::numeric_limits<std::uint32_t>::max();

  Loads() = default;
  explicit Loads(std::span<const std::int64_t> weights);  // all peers closed

  std::uint32_t size() const { return peers_; }
  void set(std::uint32_t peer, std::uint32_t conns) {
    if (!is_few())
      set_in_block(peer, quotient(peer, conns));
    else
      ranks_[peer] = conns < remembered ? known_[peer * remembered + conns] : rank(peer, conns);
  }
  void close(std::uint32_t peer) {  // never the least
    if (!is_few())
      set_in_block(peer, closed);
    else
      ranks_[peer] = closed_rank;
  }
  // The peer with the least load. If several have it, `peers` becomes all of these, in their order;
  // empty when all are closed.
  std::uint32_t find_least(std::vector<std::uint32_t>& peers) const {
    return is_few() ? least_of_few(peers) : least_of_many(peers);
  }

 private:
  static constexpr double closed = std::numeric_limits<double>::infinity();
  static constexpr std::size_t block = 32;  // a sweep over 1,000 peers' blocks is as long
  // A rank of few: the load's bits (they order like the number), the lowest of them the peer's.
  static constexpr std::uint64_t peer_mask = block - 1;
  static constexpr std::uint64_t closed_rank = std::numeric_limits<std::uint64_t>::max();
  static constexpr std::uint32_t remembered = 32;  // connections up to which ranks are in a table

  bool is_few() const { return peers_ <= block; }
  // Tells any two loads apart whose connections x weight stay below 2^46, ranks included.
  double quotient(std::uint32_t peer, std::uint32_t conns) const {
    return static_cast<double>(conns) / static_cast<double>(weights_[peer]);
  }
  std::uint64_t rank(std::uint32_t peer, std::uint32_t conns) const {
    return (std::bit_cast<std::uint64_t>(quotient(peer, conns)) & ~peer_mask) | peer;
  }

  // The two lowest ranks so far. Two of them side by side keep the processor busy.
  struct Lowest {
    std::uint64_t first = closed_rank, second = closed_rank;
    void see(std::uint64_t rank) {
      const std::uint64_t other = std::max(first, rank);
      first = std::min(first, rank);
      second = std::min(second, other);
    }
  };
  std::uint32_t least_of_few(std::vector<std::uint32_t>& peers) const {
    Lowest even, odd;
    for (std::size_t i = 0; i < ranks_.size(); i += 2) {
      even.see(ranks_[i]);
      odd.see(ranks_[i + 1]);
    }
    even.see(odd.first);
    even.see(odd.second);
    if ((even.first ^ even.second) > peer_mask) [[likely]]
      return static_cast<std::uint32_t>(even.first & peer_mask);
    collect(even.first, peers);
    return several;
  }
  void collect(std::uint64_t least, std::vector<std::uint32_t>& peers) const;
  void set_in_block(std::uint32_t peer, double load);
  std::uint32_t least_of_many(std::vector<std::uint32_t>& peers) const;

  std::uint32_t peers_ = 0;
  std::vector<std::int64_t> weights_;
  std::vector<std::uint64_t> ranks_;  // of few peers, an even number of them
  std::vector<std::uint64_t> known_;  // their ranks by connections
  std::vector<double> loads_;         // of many
  std::vector<double> least_;         // of each block of many
};

}  // namespace ek::predict::nginx
