// Shares and losses on the ring of `hash <key> consistent`, counted exactly: keys are taken as
// spread evenly over the hash's range. Time grows with the points, memory stays within bounds.
#pragma once

#include <span>
#include <vector>

#include "predict/nginx/arcs.h"
#include "predict/nginx/heirs.h"
#include "predict/nginx/spread.h"

namespace ek::predict::nginx {

// The candidates of one owner share its arcs by weight.
class RingShares {
 public:
  RingShares(const Context& context, std::span<const ServerIndex> candidates);

  std::vector<double> shares();  // in the order of the candidates
  void losses(const ShiftSink& sink);

 private:
  // Heirs of so many arcs at a time: 34 MB, half of what 100,000 servers of weight 1 have. More
  // arcs take more passes over the ring. (Above 32 MiB the allocator gives freed room back.)
  static constexpr std::uint32_t batch_arcs = 8'500'000;
  // Shares need no heirs, so a slice of the ring may have their room.
  static constexpr std::size_t shares_slice = batch_arcs;

  void measure(std::vector<std::uint32_t>* arcs);
  std::vector<std::uint32_t> arcs_of_owners();
  void give(OwnerId owner, ServerIndex but, double part);
  void emit(ServerIndex lost, const ShiftSink& sink);
  void lose_sharers(const ShiftSink& sink);
  void lose_batch(OwnerId begin, OwnerId end, std::span<const std::uint32_t> arcs,
                  const ShiftSink& sink);
  void lose_owner(OwnerId owner, const Heirs& heirs, const ShiftSink& sink);

  const Context& context_;
  std::span<const ServerIndex> candidates_;
  RingOwners owners_;
  RingOrder ring_;
  Spread spread_;
  std::vector<std::uint8_t> open_, losable_;
  std::vector<ServerIndex> sole_;  // by owner: its only candidate, or no_server
  std::vector<std::uint64_t> held_;
  double rotated_ = 0;
};

}  // namespace ek::predict::nginx
