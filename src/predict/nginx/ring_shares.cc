#include "predict/nginx/ring_shares.h"

#include <algorithm>

namespace ek::predict::nginx {
namespace {

constexpr double circle = 4294967296.0;

}  // namespace

RingShares::RingShares(const Context& context, std::span<const ServerIndex> candidates)
    : context_(context),
      candidates_(candidates),
      owners_(context),
      ring_(owners_),
      spread_(context, candidates) {
  open_.assign(owners_.size(), 0);
  losable_.assign(owners_.size(), 0);
  sole_.assign(owners_.size(), no_server);
  for (OwnerId owner = 0; owner < owners_.size(); ++owner) {
    std::size_t open = 0;
    for (const ServerIndex i : owners_.members(owner))
      if (spread_.is_candidate(i)) sole_[owner] = i, ++open;
    open_[owner] = open > 0;
    losable_[owner] = open == 1;
    if (open != 1) sole_[owner] = no_server;
  }
}

std::vector<double> RingShares::shares() {
  ring_.set_slice(shares_slice);
  measure(nullptr);
  for (OwnerId owner = 0; owner < owners_.size(); ++owner)
    give(owner, no_server, static_cast<double>(held_[owner]) / circle);
  spread_.add_rotated(rotated_);
  return spread_.shares();
}

void RingShares::losses(const ShiftSink& sink) {
  const auto arcs = arcs_of_owners();
  lose_sharers(sink);
  for (OwnerId begin = 0; begin < owners_.size();) {
    OwnerId end = begin;
    for (std::uint64_t size = 0; end < owners_.size(); ++end)
      if (size += arcs[end]; size > batch_arcs && end > begin) break;
    lose_batch(begin, end, arcs, sink);
    begin = end;
  }
}

// Fills held_ and rotated_, and counts each owner's arcs.
void RingShares::measure(std::vector<std::uint32_t>* arcs) {
  held_.assign(owners_.size(), 0);
  rotated_ = 0;
  walk_arcs(ring_, {open_, {}}, [&](const Arc& arc) {
    if (arc.holder == no_owner) {
      rotated_ += static_cast<double>(arc.length) / circle;
      return;
    }
    held_[arc.holder] += arc.length;
    if (arcs != nullptr) ++(*arcs)[arc.holder];
  });
}

// How many arcs each owner has at most. With every owner open and alone, its points; else counted.
std::vector<std::uint32_t> RingShares::arcs_of_owners() {
  if (std::ranges::all_of(losable_, [](std::uint8_t alone) { return alone != 0; }))
    return {owners_.points_of().begin(), owners_.points_of().end()};
  std::vector<std::uint32_t> arcs(owners_.size(), 0);
  measure(&arcs);
  return arcs;
}

// Adds a part of the keys to the owner's candidates other than `but`, by weight.
void RingShares::give(OwnerId owner, ServerIndex but, double part) {
  if (sole_[owner] != no_server && sole_[owner] != but) return spread_.add(sole_[owner], part);
  double weight = 0;
  const auto takes = [&](ServerIndex i) { return i != but && spread_.is_candidate(i); };
  for (const ServerIndex i : owners_.members(owner))
    if (takes(i)) weight += context_.pool.servers[i].weight.value;
  for (const ServerIndex i : owners_.members(owner))
    if (takes(i)) spread_.add(i, part * context_.pool.servers[i].weight.value / weight);
}

void RingShares::emit(ServerIndex lost, const ShiftSink& sink) {
  if (rotated_ > 0) {
    double weight = 0;
    for (const ServerIndex i : candidates_) weight += context_.pool.servers[i].weight.value;
    spread_.add_rotated(rotated_ * context_.pool.servers[lost].weight.value / weight);
  }
  sink(lost, spread_.take_shift(lost));
}

// Servers whose text others have too: those take over.
void RingShares::lose_sharers(const ShiftSink& sink) {
  for (OwnerId owner = 0; owner < owners_.size(); ++owner) {
    if (open_[owner] == 0 || losable_[owner] != 0) continue;
    double weight = 0;
    for (const ServerIndex i : owners_.members(owner))
      if (spread_.is_candidate(i)) weight += context_.pool.servers[i].weight.value;
    for (const ServerIndex lost : owners_.members(owner)) {
      if (!spread_.is_candidate(lost)) continue;
      const double part = context_.pool.servers[lost].weight.value / weight;
      give(owner, lost, static_cast<double>(held_[owner]) / circle * part);
      emit(lost, sink);
    }
  }
}

void RingShares::lose_batch(OwnerId begin, OwnerId end, std::span<const std::uint32_t> arcs,
                            const ShiftSink& sink) {
  Heirs heirs(begin, end, arcs);
  walk_arcs(ring_, {open_, losable_}, [&](const Arc& arc) { heirs.add(arc); });
  heirs.finish();
  for (OwnerId owner = begin; owner < end; ++owner)
    if (losable_[owner] != 0) lose_owner(owner, heirs, sink);
}

void RingShares::lose_owner(OwnerId owner, const Heirs& heirs, const ShiftSink& sink) {
  heirs.of(owner, [&](OwnerId heir, std::uint64_t length) {
    const double part = static_cast<double>(length) / circle;
    if (heir == no_owner)
      spread_.add_rotated(part);
    else
      give(heir, no_server, part);
  });
  emit(sole_[owner], sink);
}

}  // namespace ek::predict::nginx
