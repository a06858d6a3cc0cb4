#include "predict/haproxy/ranked_heap.h"

namespace ek::predict::haproxy {

void RankedHeap::put(ServerIndex server, std::uint64_t rank) {
  std::size_t at = places_[server];
  if (at == absent) {
    at = heap_.size();
    heap_.push_back({rank, server});
    sift_up(at, {rank, server});
  } else if (rank < heap_[at].rank) {
    sift_up(at, {rank, server});
  } else {
    sift_down(at, {rank, server});
  }
}

void RankedHeap::erase(ServerIndex server) {
  const std::size_t at = places_[server];
  if (at == absent) return;
  places_[server] = absent;
  const Entry last = heap_.back();
  heap_.pop_back();
  if (at == heap_.size()) return;
  if (at > 0 && last.rank < heap_[(at - 1) / 2].rank) {
    sift_up(at, last);
  } else {
    sift_down(at, last);
  }
}

ServerIndex RankedHeap::first(ServerIndex avoid) const {
  if (heap_.empty()) return no_server;
  if (heap_.front().server != avoid || heap_.size() == 1) return heap_.front().server;
  if (heap_.size() == 2 || heap_[1].rank < heap_[2].rank) return heap_[1].server;
  return heap_[2].server;
}

void RankedHeap::sift_up(std::size_t at, const Entry& entry) {
  while (at > 0) {
    const std::size_t parent = (at - 1) / 2;
    if (heap_[parent].rank < entry.rank) break;
    set(at, heap_[parent]);
    at = parent;
  }
  set(at, entry);
}

void RankedHeap::sift_down(std::size_t at, const Entry& entry) {
  const std::size_t count = heap_.size();
  for (std::size_t child = 2 * at + 1; child < count; child = 2 * at + 1) {
    if (child + 1 < count && heap_[child + 1].rank < heap_[child].rank) ++child;
    if (entry.rank < heap_[child].rank) break;
    set(at, heap_[child]);
    at = child;
  }
  set(at, entry);
}

}  // namespace ek::predict::haproxy
