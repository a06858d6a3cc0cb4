// The Picker of every `hash-type consistent` algorithm.
#pragma once

#include <memory>
#include <span>

#include "predict/haproxy/key_rule.h"
#include "predict/haproxy/on_rings.h"

namespace ek::predict::haproxy {

class RingPicker final : public OnRings {
 public:
  RingPicker(const Context& context, std::span<const ServerIndex> candidates)
      : OnRings(context, candidates), rule_(key_rule(context)) {}

  ServerIndex pick(std::string_view key, ServerIndex avoid) override {
    if (key.data() == nullptr) {
      if (rings_.used() > 1 || rule_.missing_matters_alone) return rings_.next(avoid);
      return rings_.of_hash(0, avoid);  // a single server: nothing is looked at
    }
    return rings_.of_hash(rule_.hash(key), avoid);
  }

 private:
  KeyRule rule_;
};

}  // namespace ek::predict::haproxy
