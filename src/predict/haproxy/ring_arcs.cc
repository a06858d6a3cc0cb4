#include "predict/haproxy/ring_arcs.h"

#include <algorithm>

#include "predict/haproxy/ring_walk.h"
#include "predict/haproxy/scale.h"
#include "predict/point_order.h"
#include "predict/weights.h"

namespace ek::predict::haproxy {
namespace {

double part(std::uint64_t hashes) {
  return static_cast<double>(hashes) / static_cast<double>(hashes_in_all);
}

std::vector<std::uint32_t> points_of(const Context& context,
                                     std::span<const ServerIndex> candidates) {
  std::vector<std::uint32_t> points;
  points.reserve(candidates.size());
  for (const ServerIndex i : candidates)
    points.push_back(context.pool.servers[i].weight.value * weight_scale);
  return points;
}

// The candidates' points as they are made, server by server.
class ServerPoints {
 public:
  ServerPoints(const RingSeeds& seeds, std::span<const ServerIndex> candidates,
               std::span<const std::uint32_t> points)
      : seeds_(seeds), candidates_(candidates), points_(points) {
    for (const std::uint32_t each : points) size_ += each;
  }
  std::uint32_t makers() const { return static_cast<std::uint32_t>(candidates_.size()); }
  std::uint32_t size() const { return size_; }

  template <class Visit>
  void make(Visit visit) const {
    for (OwnerId owner = 0; owner < makers(); ++owner)
      for (std::uint32_t number = 0; number < points_[owner]; ++number)
        visit(seeds_.point(candidates_[owner], number), owner);
  }

 private:
  const RingSeeds& seeds_;
  std::span<const ServerIndex> candidates_;
  std::span<const std::uint32_t> points_;
  std::uint32_t size_ = 0;
};

// A run has one point or more, and two neighbours.
std::vector<std::uint32_t> arcs_at_most(std::vector<std::uint32_t> points) {
  for (std::uint32_t& each : points) each *= 2;
  return points;
}

struct Keep {
  std::vector<std::uint64_t>& held;
  Heirs* heirs;  // nullptr: not asked
  void hold(OwnerId owner, std::uint64_t hashes) { held[owner] += hashes; }
  void hand_over(const Arc& arc) {
    if (heirs != nullptr) heirs->add(arc);
  }
};

}  // namespace

RingArcs::RingArcs(const Context& context, std::span<const ServerIndex> candidates, Want want)
    : candidates_(candidates), held_(candidates.size(), 0) {
  const RingSeeds seeds = ring_seeds(context);
  const auto points = points_of(context, candidates);
  if (want == Want::losses_too)
    heirs_.emplace(0, static_cast<OwnerId>(points.size()), arcs_at_most(points));
  Keep keep{held_, heirs_ ? &*heirs_ : nullptr};
  RingWalk walk(keep);
  PointOrder(ServerPoints(seeds, candidates, points))
      .for_each([&](std::uint32_t hash, OwnerId owner) { walk.point(hash, owner); });
  walk.finish();
  if (heirs_) heirs_->finish();
}

std::vector<double> RingArcs::shares() {
  std::vector<double> shares;
  shares.reserve(held_.size());
  for (const std::uint64_t hashes : held_) shares.push_back(part(hashes));
  return shares;
}

// Each server once, in the order of their indexes.
void RingArcs::merge_gains() {
  std::sort(gains_.begin(), gains_.end(), [](const Gain& a, const Gain& b) { return a.to < b.to; });
  std::size_t kept = 0;
  for (const Gain& gain : gains_) {
    if (kept > 0 && gains_[kept - 1].to == gain.to)
      gains_[kept - 1].hashes += gain.hashes;
    else
      gains_[kept++] = gain;
  }
  gains_.resize(kept);
}

void RingArcs::losses(const ShiftSink& sink) {
  Shift shift;
  for (OwnerId lost = 0; lost < candidates_.size(); ++lost) {
    gains_.clear();
    heirs_->of(lost, [&](OwnerId heir, std::uint64_t hashes) {
      gains_.push_back({candidates_[heir], hashes});
    });
    merge_gains();
    shift.moved.clear();
    for (const Gain& gain : gains_) shift.moved.emplace_back(gain.to, part(gain.hashes));
    sink(candidates_[lost], shift);
  }
}

std::vector<double> ring_shares(const Context& context, std::span<const ServerIndex> candidates) {
  if (ring_too_large(context)) return weight_shares(context, candidates);
  return RingArcs(context, candidates, RingArcs::Want::shares).shares();
}

void ring_losses(const Context& context, std::span<const ServerIndex> candidates,
                 std::span<const double> shares, const ShiftSink& sink) {
  if (candidates.size() < 2) return;
  if (ring_too_large(context)) return proportional_losses(candidates, shares, sink);
  RingArcs(context, candidates, RingArcs::Want::losses_too).losses(sink);
}

std::unique_ptr<ClosedForm> ring_closed_form(const Context& context,
                                             std::span<const ServerIndex> candidates) {
  if (ring_too_large(context)) return nullptr;
  return std::make_unique<RingArcs>(context, candidates, RingArcs::Want::losses_too);
}

}  // namespace ek::predict::haproxy
