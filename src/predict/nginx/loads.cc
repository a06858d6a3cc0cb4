#include "predict/nginx/loads.h"

#include <algorithm>

namespace ek::predict::nginx {

void Loads::set(std::uint32_t peer, double load) {
  const double before = loads_[peer];
  double& least = least_[peer / block];
  loads_[peer] = load;
  if (load <= least) {
    least = load;
  } else if (before == least) {  // it may have been the least of its block
    const std::size_t begin = peer / block * block, end = std::min(begin + block, loads_.size());
    double lowest = loads_[begin];
    for (std::size_t i = begin + 1; i < end; ++i) lowest = loads_[i] < lowest ? loads_[i] : lowest;
    least = lowest;
  }
}

void Loads::find_least(std::vector<std::uint32_t>& peers) const {
  peers.clear();
  double lowest = closed;
  for (const double least : least_) lowest = least < lowest ? least : lowest;
  if (lowest == closed) return;
  for (std::size_t b = 0; b < least_.size(); ++b) {
    if (least_[b] != lowest) continue;
    const std::size_t end = std::min((b + 1) * block, loads_.size());
    for (std::size_t i = b * block; i < end; ++i)
      if (loads_[i] == lowest) peers.push_back(static_cast<std::uint32_t>(i));
  }
}

}  // namespace ek::predict::nginx
