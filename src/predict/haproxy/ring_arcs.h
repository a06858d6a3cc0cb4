// The part of the hash range that belongs to each server of a ring: the closed form of consistent
// hashing, in whole hashes (2^32 of them), and what each loss hands to the neighbours. One pass
// over the points in their order.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "predict/haproxy/ring.h"
#include "predict/heirs.h"

namespace ek::predict::haproxy {

class RingArcs final : public ClosedForm {
 public:
  enum class Want : std::uint8_t { shares, losses_too };
  RingArcs(const Context& context, std::span<const ServerIndex> candidates, Want want);

  std::vector<double> shares() override;
  void losses(const ShiftSink& sink) override;

 private:
  struct Gain {  // hashes that `to` gets when another server is gone
    ServerIndex to;
    std::uint64_t hashes;
  };
  void merge_gains();

  std::span<const ServerIndex> candidates_;  // owners are numbered as they stand here
  std::vector<std::uint64_t> held_;          // by owner; they sum to 2^32
  std::optional<Heirs> heirs_;               // where losses are wanted
  std::vector<Gain> gains_;
};

std::vector<double> ring_shares(const Context& context, std::span<const ServerIndex> candidates);
void ring_losses(const Context& context, std::span<const ServerIndex> candidates,
                 std::span<const double> shares, const ShiftSink& sink);
// Empty where the ring is too large.
std::unique_ptr<ClosedForm> ring_closed_form(const Context& context,
                                             std::span<const ServerIndex> candidates);

}  // namespace ek::predict::haproxy
