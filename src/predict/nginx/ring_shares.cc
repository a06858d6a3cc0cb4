#include "predict/nginx/ring_shares.h"

#include <algorithm>

namespace ek::predict::nginx {
namespace {

constexpr double circle = 4294967296.0;

}  // namespace

RingShares::RingShares(const Context& context, std::span<const ServerIndex> candidates, Want want)
    : context_(context),
      candidates_(candidates),
      want_(want),
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
  held_.assign(owners_.size(), 0);
  rotated_ = 0;
  if (want_ == Want::losses_too && owners_.points() <= batch_arcs_ && every_owner_alone())
    measure_by_heirs();
  else
    measure();
  for (OwnerId owner = 0; owner < owners_.size(); ++owner)
    give(owner, no_server, static_cast<double>(held_[owner]) / circle);
  spread_.add_rotated(rotated_);
  return spread_.take_shares();
}

void RingShares::losses(const ShiftSink& sink) {
  lose_sharers(sink);
  for (OwnerId owner = 0; owner < owners_.size();) {
    if (!heirs_) collect(owner);
    for (const OwnerId end = batch_end(owner); owner < end; ++owner)
      if (losable_[owner] != 0) lose_owner(owner, sink);
    heirs_.reset();
  }
}

bool RingShares::every_owner_alone() const {
  return std::ranges::all_of(losable_, [](std::uint8_t alone) { return alone != 0; });
}

// One pass serves shares and losses: where every owner takes keys, each arc has a holder.
void RingShares::measure_by_heirs() {
  arcs_.assign(owners_.points_of().begin(), owners_.points_of().end());
  collect(0);
  for (OwnerId owner = 0; owner < owners_.size(); ++owner)
    heirs_->of(owner, [&](OwnerId, std::uint64_t length) { held_[owner] += length; });
}

// What everybody holds, in how many arcs.
void RingShares::measure() {
  arcs_.assign(owners_.size(), 0);
  ring_.set_slice(shares_slice);
  walk_arcs(ring_, {open_, {}}, [&](const Arc& arc) {
    if (arc.holder == no_owner) {
      rotated_ += static_cast<double>(arc.length) / circle;
    } else {
      held_[arc.holder] += arc.length;
      ++arcs_[arc.holder];
    }
  });
}

OwnerId RingShares::batch_end(OwnerId begin) const {
  OwnerId end = begin;
  for (std::uint64_t size = 0; end < owners_.size(); ++end)
    if (size += arcs_[end]; size > batch_arcs_ && end > begin) break;
  return end;
}

// The heirs of a batch of owners.
void RingShares::collect(OwnerId begin) {
  heirs_.emplace(begin, batch_end(begin), arcs_);
  ring_.set_slice(losses_slice);
  walk_arcs(ring_, {open_, losable_}, [&heirs = *heirs_](const Arc& arc) { heirs.add(arc); });
  heirs_->finish();
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

void RingShares::lose_owner(OwnerId owner, const ShiftSink& sink) {
  heirs_->of(owner, [&](OwnerId heir, std::uint64_t length) {
    const double part = static_cast<double>(length) / circle;
    if (heir == no_owner)
      spread_.add_rotated(part);
    else
      give(heir, no_server, part);
  });
  emit(sole_[owner], sink);
}

}  // namespace ek::predict::nginx
