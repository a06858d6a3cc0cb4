// The first of a few servers by rank, with ranks that change at any time: all are looked at, in
// four rows side by side and without a branch, which takes less time than a heap is put in order.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>
#include <vector>

#include "predict/algorithm.h"

namespace ek::predict::haproxy {

// Ranks are distinct, below the greatest number, and carry their server in their lowest bits.
class FewRanks {
 public:
  static constexpr std::uint32_t server_bits = 5;
  static constexpr std::size_t servers_max = std::size_t{1} << server_bits;

  explicit FewRanks(std::size_t servers)
      : ranks_((std::max(servers, rows) + rows - 1) / rows * rows, absent) {}

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
  std::uint64_t least_of(const std::uint64_t* ranks) const {
    std::uint64_t a = ranks[0], b = ranks[1], c = ranks[2], d = ranks[3];
    for (std::size_t i = rows; i < ranks_.size(); i += rows) {
      a = std::min(a, ranks[i]);
      b = std::min(b, ranks[i + 1]);
      c = std::min(c, ranks[i + 2]);
      d = std::min(d, ranks[i + 3]);
    }
    return std::min(std::min(a, b), std::min(c, d));
  }
  ServerIndex first_without(ServerIndex avoid) const {
    std::array<std::uint64_t, servers_max> others{};
    std::copy(ranks_.begin(), ranks_.end(), others.begin());
    others[avoid] = absent;
    const std::uint64_t least = least_of(others.data());
    return least == absent ? avoid : server_of(least);
  }

  std::vector<std::uint64_t> ranks_;
};

}  // namespace ek::predict::haproxy
