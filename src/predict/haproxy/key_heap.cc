#include "predict/haproxy/key_heap.h"

#include <algorithm>
#include <limits>

namespace ek::predict::haproxy {

void KeyHeap::push(std::uint32_t key, ServerIndex server) {
  if (entries_.empty()) inserted_ = 0;
  if (inserted_ == std::numeric_limits<std::uint32_t>::max()) renumber();
  entries_.push_back({std::uint64_t{key} << 32 | inserted_++, server});
  sift_up(entries_.size() - 1);
}

void KeyHeap::pop() {
  entries_.front() = entries_.back();
  entries_.pop_back();
  if (!entries_.empty()) sift_down(0);
}

void KeyHeap::erase(ServerIndex server) {
  const auto found = std::find_if(entries_.begin(), entries_.end(),
                                  [&](const Entry& entry) { return entry.server == server; });
  if (found == entries_.end()) return;
  *found = entries_.back();
  entries_.pop_back();
  const auto at = static_cast<std::size_t>(found - entries_.begin());
  if (at == entries_.size()) return;
  sift_up(at);
  sift_down(at);
}

void KeyHeap::servers_in_order(std::vector<ServerIndex>& order) const {
  std::vector<Entry> sorted = entries_;
  std::sort(sorted.begin(), sorted.end(),
            [](const Entry& a, const Entry& b) { return a.rank < b.rank; });
  order.clear();
  for (const Entry& entry : sorted) order.push_back(entry.server);
}

void KeyHeap::sift_up(std::size_t at) {
  const Entry entry = entries_[at];
  while (at > 0) {
    const std::size_t parent = (at - 1) / 2;
    if (entries_[parent].rank < entry.rank) break;
    entries_[at] = entries_[parent];
    at = parent;
  }
  entries_[at] = entry;
}

void KeyHeap::sift_down(std::size_t at) {
  const Entry entry = entries_[at];
  const std::size_t count = entries_.size();
  for (std::size_t child = 2 * at + 1; child < count; child = 2 * at + 1) {
    if (child + 1 < count && entries_[child + 1].rank < entries_[child].rank) ++child;
    if (entry.rank < entries_[child].rank) break;
    entries_[at] = entries_[child];
    at = child;
  }
  entries_[at] = entry;
}

// After 2^32 insertions without ever being empty: the order stays, the numbers start again.
void KeyHeap::renumber() {
  std::sort(entries_.begin(), entries_.end(),
            [](const Entry& a, const Entry& b) { return a.rank < b.rank; });
  inserted_ = 0;
  for (Entry& entry : entries_) entry.rank = (entry.rank >> 32 << 32) | inserted_++;
}

}  // namespace ek::predict::haproxy
