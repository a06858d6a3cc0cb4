// How loaded each of a row of peers is, and who is least: connections for each unit of weight.
//
// Few peers are all looked at, side by side and without a branch. Of many, the least of every block
// of peers is remembered, so that finding the least of all looks at the blocks' alone and a change
// at one block: about the square root of the work of looking at all.
#pragma once

#include <algorithm>
#include <array>
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
  // The same of a peer that is not closed, in less time, with fewer connections than that.
  std::uint32_t follows_below() const { return is_few() ? remembered : 0; }
  void follow(std::uint32_t peer, std::uint32_t conns) {
    ranks_[peer] = known_[peer * remembered + conns];
  }
  void close(std::uint32_t peer) {  // never the least
    if (is_few())
      ranks_[peer] = closed_rank;
    else
      set_in_block(peer, closed);
  }
  // The peer with the least load. If several have it, `peers` becomes all of these, in their order;
  // empty when all are closed.
  std::uint32_t find_least(std::vector<std::uint32_t>& peers) const {
    return is_few() ? least_of_few(peers) : least_of_many(peers);
  }
  // The same, if that is told in little time: else `several`, whether they are or not.
  std::uint32_t only_least() const { return is_few() ? only_least_of_few() : several; }

 private:
  static constexpr double closed = std::numeric_limits<double>::infinity();
  static constexpr std::size_t columns = 4;
  static constexpr std::size_t block = 32;  // a sweep over 1,000 peers' blocks is as long
  // A rank of few: the load, in its lowest bits the peer. Ranks are numbers, not bits, because the
  // lesser of two numbers is one instruction.
  static constexpr std::uint64_t peer_mask = block - 1;
  static constexpr double closed_rank = std::numeric_limits<double>::max();
  static constexpr std::uint32_t remembered = 32;  // connections up to which ranks are in a table

  bool is_few() const { return peers_ <= block; }
  // Tells any two loads apart whose connections x weight stay below 2^46, ranks included.
  double quotient(std::uint32_t peer, std::uint32_t conns) const {
    return static_cast<double>(conns) / static_cast<double>(weights_[peer]);
  }
  double rank(std::uint32_t peer, std::uint32_t conns) const {
    return std::bit_cast<double>((bits(quotient(peer, conns)) & ~peer_mask) | peer);
  }
  static std::uint64_t bits(double rank) { return std::bit_cast<std::uint64_t>(rank); }

  static double lesser(double a, double b) { return a < b ? a : b; }

  // Peers stand in four columns, so that four comparisons go on at a time. Whether others share the
  // least load is asked of the columns' least and of the column of the least alone.
  std::uint32_t only_least_of_few() const {
    double a = closed_rank, b = closed_rank, c = closed_rank, d = closed_rank;
    for (std::size_t i = 0; i < places_; i += columns) {
      a = lesser(a, ranks_[i]);
      b = lesser(b, ranks_[i + 1]);
      c = lesser(c, ranks_[i + 2]);
      d = lesser(d, ranks_[i + 3]);
    }
    const std::uint64_t least = bits(lesser(lesser(a, b), lesser(c, d)));
    const double same_load = std::bit_cast<double>(least | peer_mask);
    const auto shares_it = [same_load](double rank) { return rank <= same_load ? 1U : 0U; };
    std::uint32_t with_it = shares_it(a) + shares_it(b) + shares_it(c) + shares_it(d);
    for (std::size_t i = least % columns; i < places_; i += columns)
      with_it += shares_it(ranks_[i]);
    // Itself, seen twice.
    return with_it == 2 ? static_cast<std::uint32_t>(least & peer_mask) : several;
  }
  std::uint32_t least_of_few(std::vector<std::uint32_t>& peers) const;
  void set_in_block(std::uint32_t peer, double load);
  std::uint32_t least_of_many(std::vector<std::uint32_t>& peers) const;

  std::uint32_t peers_ = 0;
  std::size_t places_ = 0;  // of few peers, in whole rows
  std::vector<std::int64_t> weights_;
  std::array<double, block> ranks_;  // of few peers
  std::vector<double> known_;        // their ranks by connections
  std::vector<double> loads_;        // of many
  std::vector<double> least_;        // of each block of many
};

}  // namespace ek::predict::nginx
