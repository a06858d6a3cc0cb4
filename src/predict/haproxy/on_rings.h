// What the pickers that look at a ring share: its state follows the pool's changes.
#pragma once

#include <span>

#include "predict/haproxy/ring_groups.h"
#include "predict/haproxy/scale.h"

namespace ek::predict::haproxy {

class OnRings : public Picker {
 public:
  void take(ServerIndex server) final { rings_.take(server); }
  void drop(ServerIndex server) final { rings_.drop(server); }
  void set_candidates(std::span<const ServerIndex> candidates) final {
    rings_.set_candidates(candidates);
  }
  void set_weight(ServerIndex server, std::uint32_t weight) final {
    rings_.set_fine_weight(server, weight * weight_scale);
  }
  void set_fine_weight(ServerIndex server, std::uint32_t sixteenths) final {
    rings_.set_fine_weight(server, sixteenths);
  }
  void set_full(ServerIndex server, bool full) final { rings_.set_full(server, full); }
  void set_passed_over(ServerIndex server, bool passed_over) final {
    rings_.set_passed_over(server, passed_over);
  }

 protected:
  OnRings(const Context& context, std::span<const ServerIndex> candidates)
      : rings_(context, candidates) {}
  RingGroups rings_;
};

}  // namespace ek::predict::haproxy
