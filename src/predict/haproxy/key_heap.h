// A priority queue of servers by a 32-bit key; equal keys come out in the order of insertion. That
// is how HAProxy's trees answer, and several of its algorithms rest on that order.
#pragma once

#include <cstdint>
#include <vector>

#include "predict/algorithm.h"

namespace ek::predict::haproxy {

class KeyHeap {
 public:
  bool empty() const { return entries_.empty(); }
  std::size_t size() const { return entries_.size(); }
  ServerIndex first() const { return entries_.front().server; }
  void push(std::uint32_t key, ServerIndex server);
  void pop();
  void erase(ServerIndex server);  // linear: only on rare changes
  void clear() { entries_.clear(); }
  void reserve(std::size_t servers) { entries_.reserve(servers); }
  void servers_in_order(std::vector<ServerIndex>& order) const;

 private:
  struct Entry {
    std::uint64_t rank;  // key, then number of insertion
    ServerIndex server;
  };
  void sift_up(std::size_t at);
  void sift_down(std::size_t at);
  void renumber();

  std::vector<Entry> entries_;
  std::uint32_t inserted_ = 0;
};

}  // namespace ek::predict::haproxy
