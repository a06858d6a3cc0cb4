// Slots: every server of a group holds as many consecutive numbers as its weight, in the file's
// order. hash, ip_hash and random turn a number into a server this way; servers that are down keep
// theirs.
#pragma once

#include <cstdint>
#include <vector>

#include "predict/nginx/peers.h"

namespace ek::predict::nginx {

class Slots {
 public:
  // Up to this total weight a table answers in one step (256 KB); above, a search in log(servers).
  static constexpr std::int64_t table_max = std::int64_t{1} << 16;

  Slots(const Peers& peers, const Group& group);

  std::int64_t total() const { return total_; }
  PeerId owner(std::uint64_t slot) const {  // slot < total()
    return table_.empty() ? search(slot) : table_[slot];
  }

 private:
  PeerId search(std::uint64_t slot) const;

  std::int64_t total_ = 0;
  std::vector<PeerId> table_;
  std::vector<std::uint64_t> ends_;  // per server: the first slot after its own
  PeerId first_ = 0;
};

}  // namespace ek::predict::nginx
