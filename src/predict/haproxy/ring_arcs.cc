#include "predict/haproxy/ring_arcs.h"

#include <algorithm>

#include "predict/haproxy/scale.h"
#include "predict/weights.h"

namespace ek::predict::haproxy {
namespace {

constexpr std::uint64_t hashes_in_all = std::uint64_t{1} << 32;

std::uint64_t gap(std::uint32_t from, std::uint32_t to, bool whole_circle) {
  return whole_circle ? hashes_in_all : static_cast<std::uint32_t>(to - from);
}
// A hash halfway belongs to the point before, which itself is not part of the gap.
std::uint64_t part_before(std::uint64_t gap_length) {
  return gap_length / 2;
}
std::uint64_t part_after(std::uint64_t gap_length) {
  return gap_length - gap_length / 2;
}

std::uint32_t points_of(const Context& context, ServerIndex server) {
  return context.pool.servers[server].weight.value * weight_scale;
}

Ring ring_of(const Context& context, const RingSeeds& seeds,
             std::span<const ServerIndex> candidates) {
  std::vector<std::uint32_t> weights;
  weights.reserve(candidates.size());
  for (const ServerIndex i : candidates) weights.push_back(points_of(context, i));
  Ring ring;
  ring.build(seeds, candidates, weights);
  return ring;
}

// A server's neighbouring points are one run; the arcs around it go to the points on its two sides.
void add_run(std::span<const RingPoint> points, std::size_t first, std::vector<Gain>& gains) {
  const std::size_t count = points.size();
  const ServerIndex lost = points[first].server;
  const std::size_t previous = first == 0 ? count - 1 : first - 1;
  std::size_t last = first, next = first + 1 == count ? 0 : first + 1;
  while (points[next].server == lost) {
    last = next;
    next = next + 1 == count ? 0 : next + 1;
  }
  const RingPoint &before = points[previous], &after = points[next];
  const std::uint64_t whole = gap(before.hash, after.hash, previous == next);
  gains.push_back({before.server,
                   part_before(whole) - part_before(gap(before.hash, points[first].hash, false))});
  gains.push_back(
      {after.server, part_after(whole) - part_after(gap(points[last].hash, after.hash, false))});
}

void merge_by_server(std::vector<Gain>& gains) {
  std::sort(gains.begin(), gains.end(), [](const Gain& a, const Gain& b) { return a.to < b.to; });
  std::size_t kept = 0;
  for (const Gain& gain : gains) {
    if (kept > 0 && gains[kept - 1].to == gain.to)
      gains[kept - 1].hashes += gain.hashes;
    else
      gains[kept++] = gain;
  }
  gains.resize(kept);
}

}  // namespace

std::vector<std::uint64_t> arc_lengths(std::span<const RingPoint> points, std::size_t servers) {
  std::vector<std::uint64_t> lengths(servers, 0);
  for (std::size_t i = 0; i < points.size(); ++i) {
    const RingPoint& point = points[i];
    const RingPoint& next = points[i + 1 == points.size() ? 0 : i + 1];
    const std::uint64_t length = gap(point.hash, next.hash, points.size() == 1);
    lengths[point.server] += part_before(length);
    lengths[next.server] += part_after(length);
  }
  return lengths;
}

void arc_gains(const Ring& ring, const RingSeeds& seeds, ServerIndex lost,
               std::uint32_t fine_weight, std::vector<Gain>& gains) {
  gains.clear();
  const auto points = ring.points();
  if (fine_weight == points.size()) return;
  for (std::uint32_t number = 0; number < fine_weight; ++number) {
    const std::size_t at = ring.index_of({seeds.point(lost, number), lost});
    const std::size_t previous = at == 0 ? points.size() - 1 : at - 1;
    if (points[previous].server != lost) add_run(points, at, gains);
  }
  merge_by_server(gains);
}

std::vector<double> ring_shares(const Context& context, std::span<const ServerIndex> candidates) {
  if (ring_too_large(context)) return weight_shares(context, candidates);
  const Ring ring = ring_of(context, ring_seeds(context), candidates);
  const auto lengths = arc_lengths(ring.points(), context.pool.servers.size());
  std::vector<double> shares;
  shares.reserve(candidates.size());
  for (const ServerIndex i : candidates)
    shares.push_back(static_cast<double>(lengths[i]) / static_cast<double>(hashes_in_all));
  return shares;
}

void ring_losses(const Context& context, std::span<const ServerIndex> candidates,
                 std::span<const double> shares, const ShiftSink& sink) {
  if (candidates.size() < 2) return;
  if (ring_too_large(context)) return proportional_losses(candidates, shares, sink);
  const RingSeeds seeds = ring_seeds(context);
  const Ring ring = ring_of(context, seeds, candidates);
  std::vector<Gain> gains;
  Shift shift;
  for (const ServerIndex lost : candidates) {
    arc_gains(ring, seeds, lost, points_of(context, lost), gains);
    shift.moved.clear();
    for (const Gain& gain : gains)
      shift.moved.emplace_back(
          gain.to, static_cast<double>(gain.hashes) / static_cast<double>(hashes_in_all));
    sink(lost, shift);
  }
}

}  // namespace ek::predict::haproxy
