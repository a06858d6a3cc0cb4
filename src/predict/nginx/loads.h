// How loaded each of a row of peers is, and who is least: connections for each unit of weight.
//
// The least of every block of peers is remembered, so that finding the least of all looks at the
// blocks' alone and a change at one block: about the square root of the work of looking at all.
#pragma once

#include <cstdint>
#include <limits>
#include <vector>

#include "predict/algorithm.h"

namespace ek::predict::nginx {

class Loads {
 public:
  // Of a peer that is closed: never the least.
  static constexpr double closed = std::numeric_limits<double>::infinity();

  Loads() = default;
  explicit Loads(std::size_t peers)
      : loads_(peers, closed), least_((peers + block - 1) / block, closed) {}

  std::size_t size() const { return loads_.size(); }
  void set(std::uint32_t peer, double load);
  // The peers with the least load, in their order; none when all are closed.
  void find_least(std::vector<std::uint32_t>& peers) const;

 private:
  static constexpr std::size_t block = 32;  // a sweep over 1,000 peers' blocks is as long

  std::vector<double> loads_;
  std::vector<double> least_;  // of each block
};

}  // namespace ek::predict::nginx
