#include "predict/nginx/slots.h"

#include <algorithm>

namespace ek::predict::nginx {

Slots::Slots(const Peers& peers, const Group& group)
    : total_(group.total_weight), first_(group.begin) {
  if (total_ <= table_max) table_.reserve(static_cast<std::size_t>(total_));
  std::uint64_t end = 0;
  for (PeerId id = group.begin; id < group.end; ++id) {
    const auto weight = static_cast<std::uint64_t>(peers.weight(id));
    ends_.push_back(end += weight);
    if (total_ <= table_max) table_.insert(table_.end(), weight, id);
  }
}

PeerId Slots::search(std::uint64_t slot) const {
  const auto owner = std::upper_bound(ends_.begin(), ends_.end(), slot);
  return first_ + static_cast<PeerId>(owner - ends_.begin());
}

}  // namespace ek::predict::nginx
