#include "predict/nginx/loads.h"

namespace ek::predict::nginx {
Loads::Loads(std::span<const std::int64_t> weights)
    : peers_(static_cast<std::uint32_t>(weights.size())), weights_(weights.begin(), weights.end()) {
  if (!is_few()) {
    loads_.assign(weights.size(), closed);
    least_.assign((weights.size() + block - 1) / block, closed);
    return;
  }
  places_ = (weights.size() + columns - 1) / columns * columns;
  ranks_.fill(closed_rank);
  known_.reserve(weights.size() * remembered);
  for (std::uint32_t peer = 0; peer < weights.size(); ++peer)
    for (std::uint32_t conns = 0; conns < remembered; ++conns) known_.push_back(rank(peer, conns));
}

std::uint32_t Loads::least_of_few(std::vector<std::uint32_t>& peers) const {
  peers.clear();
  const auto ranks = std::span(ranks_).first(peers_);
  const double least = *std::ranges::min_element(ranks);
  if (least == closed_rank) return several;
  for (const double rank : ranks)
    if ((bits(rank) ^ bits(least)) <= peer_mask)
      peers.push_back(static_cast<std::uint32_t>(bits(rank) & peer_mask));
  return peers.size() == 1 ? peers.front() : several;
}

void Loads::set_in_block(std::uint32_t peer, double load) {
  const double before = loads_[peer];
  double& least = least_[peer / block];
  loads_[peer] = load;
  if (load <= least) {
    least = load;
  } else if (before == least) {  // it may have been the least of its block
    const std::size_t begin = peer / block * block, end = std::min(begin + block, loads_.size());
    double lowest = loads_[begin];
    for (std::size_t i = begin + 1; i < end; ++i) lowest = lesser(loads_[i], lowest);
    least = lowest;
  }
}

std::uint32_t Loads::least_of_many(std::vector<std::uint32_t>& peers) const {
  peers.clear();
  double lowest = closed;
  for (const double least : least_) lowest = lesser(least, lowest);
  if (lowest == closed) return several;
  for (std::size_t b = 0; b < least_.size(); ++b) {
    if (least_[b] != lowest) continue;
    const std::size_t end = std::min((b + 1) * block, loads_.size());
    for (std::size_t i = b * block; i < end; ++i)
      if (loads_[i] == lowest) peers.push_back(static_cast<std::uint32_t>(i));
  }
  return peers.size() == 1 ? peers.front() : several;
}

}  // namespace ek::predict::nginx
