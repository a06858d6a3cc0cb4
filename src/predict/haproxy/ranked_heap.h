// The first server by rank, with ranks that change at any time: an indexed binary heap.
#pragma once

#include <cstdint>
#include <limits>
#include <vector>

#include "predict/algorithm.h"

namespace ek::predict::haproxy {

class RankedHeap {
 public:
  explicit RankedHeap(std::size_t servers) : places_(servers, absent) {}

  bool empty() const { return heap_.empty(); }
  bool contains(ServerIndex server) const { return places_[server] != absent; }
  // Puts a server in, or moves it. Ranks are distinct.
  void put(ServerIndex server, std::uint64_t rank);
  void erase(ServerIndex server);
  // The first server that is not `avoid`; `avoid` itself if there is no other; no_server: empty.
  ServerIndex first(ServerIndex avoid) const;

 private:
  static constexpr std::uint32_t absent = std::numeric_limits<std::uint32_t>::max();
  struct Entry {
    std::uint64_t rank;
    ServerIndex server;
  };
  void set(std::size_t at, const Entry& entry) {
    heap_[at] = entry;
    places_[entry.server] = static_cast<std::uint32_t>(at);
  }
  void sift_up(std::size_t at, const Entry& entry);
  void sift_down(std::size_t at, const Entry& entry);

  std::vector<Entry> heap_;
  std::vector<std::uint32_t> places_;
};

}  // namespace ek::predict::haproxy
