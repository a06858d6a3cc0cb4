// The Picker of every `hash-type consistent` algorithm.
#pragma once

#include <memory>
#include <span>

#include "predict/haproxy/key_rule.h"
#include "predict/haproxy/ring_groups.h"

namespace ek::predict::haproxy {

class RingPicker final : public Picker {
 public:
  RingPicker(const Context& context, std::span<const ServerIndex> candidates)
      : rule_(key_rule(context)), rings_(context, candidates) {}

  ServerIndex pick(std::string_view key, ServerIndex avoid) override {
    if (key.data() == nullptr) {
      if (rings_.used() > 1 || rule_.missing_matters_alone) return rings_.next(avoid);
      return rings_.of_hash(0, avoid);  // a single server: nothing is looked at
    }
    return rings_.of_hash(rule_.hash(key), avoid);
  }
  void take(ServerIndex server) override { rings_.take(server); }
  void drop(ServerIndex server) override { rings_.drop(server); }
  void set_candidates(std::span<const ServerIndex> candidates) override {
    rings_.set_candidates(candidates);
  }
  void set_weight(ServerIndex server, std::uint32_t weight) override {
    rings_.set_fine_weight(server, weight * weight_scale);
  }
  void set_fine_weight(ServerIndex server, std::uint32_t sixteenths) override {
    rings_.set_fine_weight(server, sixteenths);
  }
  void set_full(ServerIndex server, bool full) override { rings_.set_full(server, full); }

 private:
  KeyRule rule_;
  RingGroups rings_;
};

}  // namespace ek::predict::haproxy
