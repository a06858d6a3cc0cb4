// The first of a few servers by rank, with ranks that change at any time: all are looked at, in
// four rows side by side and without a branch, which takes less time than a heap is put in order.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>

#include "predict/algorithm.h"

namespace ek::predict::haproxy {

// Ranks are distinct, below the greatest number, and carry their server in their lowest bits.
class FewRanks {
 public:
  static constexpr std::uint32_t server_bits = 5;
  static constexpr std::size_t servers_max = std::size_t{1} << server_bits;

  explicit FewRanks(std::size_t servers)
      : size_((std::max(servers, rows) + rows - 1) / rows * rows) {
    ranks_.fill(absent);
  }

  void put(ServerIndex server, std::uint64_t rank) { ranks_[server] = rank; }
  void erase(ServerIndex server) { ranks_[server] = absent; }

  // The first server that is not `avoid`; `avoid` itself if there is no other; no_server: empty.
  ServerIndex first(ServerIndex avoid) const {
    const std::uint64_t least = least_of(ranks_.data());
    if (least == absent) [[unlikely]]
      return no_server;
    const ServerIndex server = server_of(least);
    return server != avoid ? server : first_without(avoid);
  }

 private:
  static constexpr std::uint64_t absent = std::numeric_limits<std::uint64_t>::max();
  static constexpr std::size_t rows = 4;

  static ServerIndex server_of(std::uint64_t rank) {
    return static_cast<ServerIndex>(rank & (servers_max - 1));
  }
  // By value: std::min takes and gives references, and so the rows would go through memory.
  static std::uint64_t lesser(std::uint64_t a, std::uint64_t b) { return a < b ? a : b; }
  std::uint64_t least_of(const std::uint64_t* ranks) const {
    std::uint64_t a = ranks[0], b = ranks[1], c = ranks[2], d = ranks[3];
    for (std::size_t i = rows; i < size_; i += rows) {
      a = lesser(ranks[i], a);
      b = lesser(ranks[i + 1], b);
      c = lesser(ranks[i + 2], c);
      d = lesser(ranks[i + 3], d);
    }
    return lesser(lesser(a, b), lesser(c, d));
  }
  // Apart, because seldom asked: its copy would cost every first() room on the stack.
  [[gnu::noinline]] ServerIndex first_without(ServerIndex avoid) const {
    auto others = ranks_;
    others[avoid] = absent;
    const std::uint64_t least = least_of(others.data());
    return least == absent ? avoid : server_of(least);
  }

  std::size_t size_;  // looked at, in whole rows
  std::array<std::uint64_t, servers_max> ranks_;
};

}  // namespace ek::predict::haproxy
