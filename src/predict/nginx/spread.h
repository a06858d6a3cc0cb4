// Collects what a loss moves, for methods whose requests walk on from an unsuitable server.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "predict/algorithm.h"

namespace ek::predict::nginx {

// Masses by server, and what ended in the round robin that follows too many unsuitable servers.
class Spread {
 public:
  Spread(const Context& context, std::span<const ServerIndex> candidates);

  bool is_candidate(ServerIndex server) const { return candidate_[server] != 0; }
  void add(ServerIndex server, double mass) {
    double& taken = taken_[server];
    if (taken == untouched) {
      taken = 0;
      touched_.push_back(server);
    }
    taken += mass;
  }
  void add_rotated(double mass) { rotated_ += mass; }
  double rotated() const { return rotated_; }

  // The shares in the order of the candidates: masses plus the rotated mass by weight.
  std::vector<double> take_shares();
  // As the shift of a loss: survivors gain what was added; rotated mass goes to them by weight.
  Shift take_shift(ServerIndex lost);

 private:
  // Less than this of all requests is not worth a list of every server.
  static constexpr double rotated_min = 1e-12;

  // No mass is less than zero, and one can be zero though something was added.
  static constexpr double untouched = -1;

  void clear();

  Context context_;
  std::vector<ServerIndex> candidates_;
  std::vector<std::uint8_t> candidate_;  // by server
  std::vector<double> taken_;            // by server: a mass, or untouched
  std::vector<ServerIndex> touched_;
  double rotated_ = 0;
  double weight_ = 0;  // of the candidates
};

}  // namespace ek::predict::nginx
