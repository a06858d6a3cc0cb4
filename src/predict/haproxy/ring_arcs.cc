#include "predict/haproxy/ring_arcs.h"

#include <algorithm>

#include "predict/haproxy/scale.h"

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

Ring ring_of(const Context& context, std::span<const ServerIndex> candidates) {
  std::vector<std::uint32_t> weights;
  weights.reserve(candidates.size());
  for (const ServerIndex i : candidates)
    weights.push_back(context.pool.servers[i].weight.value * weight_scale);
  Ring ring;
  ring.build(ring_seeds(context), candidates, weights);
  return ring;
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

std::vector<Gain> arc_gains(std::span<const RingPoint> points) {
  std::vector<Gain> gains;
  const std::size_t count = points.size();
  std::size_t start = 0;  // the first point of a run
  while (start < count && points[start].server == points[count == 0 ? 0 : count - 1].server)
    ++start;
  if (start == count) return gains;
  for (std::size_t done = 0; done < count;) {
    const std::size_t first = (start + done) % count;
    const ServerIndex lost = points[first].server;
    std::size_t length = 1;
    while (points[(first + length) % count].server == lost) ++length;
    done += length;
    const RingPoint& before = points[(first + count - 1) % count];
    const RingPoint& after = points[(first + length) % count];
    const RingPoint& last = points[(first + length - 1) % count];
    const std::uint64_t whole = gap(before.hash, after.hash, &before == &after);
    const std::uint64_t had_before = part_before(gap(before.hash, points[first].hash, false));
    const std::uint64_t had_after = part_after(gap(last.hash, after.hash, false));
    gains.push_back({lost, before.server, part_before(whole) - had_before});
    gains.push_back({lost, after.server, part_after(whole) - had_after});
  }
  return gains;
}

std::vector<double> ring_shares(const Context& context, std::span<const ServerIndex> candidates) {
  const Ring ring = ring_of(context, candidates);
  const auto lengths = arc_lengths(ring.points(), context.pool.servers.size());
  std::vector<double> shares;
  shares.reserve(candidates.size());
  for (const ServerIndex i : candidates)
    shares.push_back(static_cast<double>(lengths[i]) / static_cast<double>(hashes_in_all));
  return shares;
}

void ring_losses(const Context& context, std::span<const ServerIndex> candidates,
                 std::span<const double>, const ShiftSink& sink) {
  if (candidates.size() < 2) return;
  std::vector<Gain> gains;
  {
    const Ring ring = ring_of(context, candidates);
    gains = arc_gains(ring.points());
  }
  // Sorted by the lost server, then by the gaining one, by counting: gains of one loss stand
  // together.
  std::vector<std::uint32_t> starts(context.pool.servers.size() + 1, 0);
  for (const Gain& gain : gains) ++starts[gain.lost + 1];
  for (std::size_t i = 1; i < starts.size(); ++i) starts[i] += starts[i - 1];
  struct Part {
    ServerIndex to;
    std::uint32_t hashes;
  };
  std::vector<Part> parts(gains.size());
  {
    std::vector<std::uint32_t> at(starts.begin(), starts.end() - 1);
    for (const Gain& gain : gains)
      parts[at[gain.lost]++] = {gain.to, static_cast<std::uint32_t>(gain.hashes)};
  }
  std::vector<Gain>().swap(gains);
  Shift shift;
  for (const ServerIndex lost : candidates) {
    const std::span<Part> own(parts.data() + starts[lost], starts[lost + 1] - starts[lost]);
    std::sort(own.begin(), own.end(), [](const Part& a, const Part& b) { return a.to < b.to; });
    shift.moved.clear();
    for (const Part& part : own) {
      const double share = part.hashes / static_cast<double>(hashes_in_all);
      if (!shift.moved.empty() && shift.moved.back().first == part.to) {
        shift.moved.back().second += share;
      } else {
        shift.moved.emplace_back(part.to, share);
      }
    }
    sink(lost, shift);
  }
}

}  // namespace ek::predict::haproxy
