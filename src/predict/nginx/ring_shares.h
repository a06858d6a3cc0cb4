// Shares and losses on the ring of `hash <key> consistent`, counted exactly: keys are taken as
// spread evenly over the hash's range. Time grows with the points, memory stays within bounds.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "predict/heirs.h"
#include "predict/nginx/arcs.h"
#include "predict/nginx/spread.h"

namespace ek::predict::nginx {

// The candidates of one owner share its arcs by weight.
class RingShares final : public ClosedForm {
 public:
  enum class Want : std::uint8_t { shares, losses_too };
  RingShares(const Context& context, std::span<const ServerIndex> candidates, Want want);

  std::vector<double> shares() override;
  void losses(const ShiftSink& sink) override;  // after the shares

  // Heirs of so many arcs at a time; more arcs take more passes over the ring. Before the shares.
  void set_batch(std::uint32_t arcs) { batch_arcs_ = arcs; }

 private:
  // 68 MB: what 100,000 servers of weight 1 have, and some more.
  static constexpr std::uint32_t batch_arcs = 17'000'000;
  // Shares need no heirs, so a slice of the ring may have their room.
  static constexpr std::size_t shares_slice = batch_arcs;
  static constexpr std::size_t losses_slice = std::size_t{1} << 22;  // 16 MB

  bool every_owner_alone() const;
  void measure();
  void measure_by_heirs();
  OwnerId batch_end(OwnerId begin) const;
  void collect(OwnerId begin);
  void give(OwnerId owner, ServerIndex but, double part);
  void emit(ServerIndex lost, const ShiftSink& sink);
  void lose_sharers(const ShiftSink& sink);
  void lose_owner(OwnerId owner, const ShiftSink& sink);

  Context context_;
  std::span<const ServerIndex> candidates_;
  Want want_;
  std::uint32_t batch_arcs_ = batch_arcs;
  RingOwners owners_;
  RingOrder ring_;
  Spread spread_;
  std::vector<std::uint8_t> open_, losable_;
  std::vector<ServerIndex> sole_;  // by owner: its only candidate, or no_server
  std::vector<std::uint64_t> held_;
  std::vector<std::uint32_t> arcs_;  // by owner: how many it has at most
  std::optional<Heirs> heirs_;       // of a batch of owners
  double rotated_ = 0;
};

}  // namespace ek::predict::nginx
