#include "predict/haproxy/ring.h"

#include <algorithm>
#include <array>
#include <bit>

#include "predict/haproxy/key_hash.h"
#include "predict/haproxy/scale.h"

namespace ek::predict::haproxy {
namespace {

bool by_hash(const RingPoint& a, const RingPoint& b) {
  return a.hash < b.hash;
}

// Least significant digit first, 11 bits at a time: stable, and 1.6 million points in milliseconds.
void radix_sort(std::vector<RingPoint>& points) {
  constexpr int digit_bits = 11;
  constexpr std::uint32_t digits = 1u << digit_bits;
  std::vector<RingPoint> other(points.size());
  for (int shift = 0; shift < 32; shift += digit_bits) {
    std::array<std::uint32_t, digits> at{};
    for (const RingPoint& point : points) ++at[(point.hash >> shift) & (digits - 1)];
    std::uint32_t sum = 0;
    for (std::uint32_t& count : at) sum += std::exchange(count, sum);
    for (const RingPoint& point : points) other[at[(point.hash >> shift) & (digits - 1)]++] = point;
    points.swap(other);
  }
}

// Equal hashes stay in the order in which their servers were given, as after a stable sort.
void sort_in_place(std::vector<RingPoint>& points) {
  std::sort(points.begin(), points.end(), [](const RingPoint& a, const RingPoint& b) {
    return a.hash != b.hash ? a.hash < b.hash : a.server < b.server;
  });
}

}  // namespace

std::uint64_t ring_points(const Context& context) {
  std::uint64_t points = 0;
  for (const model::Server& server : context.pool.servers)
    points += std::uint64_t{server.weight.value} * weight_scale;
  return points;
}

std::string ring_too_large_reason(const Context& context) {
  return "the ring has " + std::to_string(ring_points(context)) +
         " points (16 for each unit of weight), more than are laid out here; the shares are the "
         "weights";
}

void Ring::build(const RingSeeds& seeds, std::span<const ServerIndex> servers,
                 std::span<const std::uint32_t> fine_weights) {
  points_.clear();
  std::size_t total = 0;
  for (const std::uint32_t weight : fine_weights) total += weight;
  points_.reserve(total);
  for (std::size_t i = 0; i < servers.size(); ++i)
    for (std::uint32_t number = 0; number < fine_weights[i]; ++number)
      points_.push_back({seeds.point(servers[i], number), servers[i]});
  constexpr std::size_t small = 4096;
  constexpr std::size_t large = std::size_t{1} << 21;  // where a second copy would be 16 MB
  if (total < small || total > large) {
    sort_in_place(points_);
  } else {
    radix_sort(points_);
  }
  index();
}

void Ring::add(const RingSeeds& seeds, ServerIndex server, std::uint32_t first,
               std::uint32_t last) {
  std::vector<RingPoint> fresh;
  for (std::uint32_t number = first; number < last; ++number)
    fresh.push_back({seeds.point(server, number), server});
  std::stable_sort(fresh.begin(), fresh.end(), by_hash);
  std::vector<RingPoint> merged(points_.size() + fresh.size());
  std::merge(points_.begin(), points_.end(), fresh.begin(), fresh.end(), merged.begin(), by_hash);
  points_ = std::move(merged);
  index();
}

void Ring::remove(const RingSeeds& seeds, ServerIndex server, std::uint32_t first,
                  std::uint32_t last) {
  std::vector<std::uint32_t> gone;
  for (std::uint32_t number = first; number < last; ++number)
    gone.push_back(seeds.point(server, number));
  std::sort(gone.begin(), gone.end());
  std::erase_if(points_, [&](const RingPoint& point) {
    return point.server == server && std::binary_search(gone.begin(), gone.end(), point.hash);
  });
  index();
}

// About one point a slot, so that a lookup is one load and a step or two; eight in a large ring,
// whose table then is small beside it.
void Ring::index() {
  constexpr std::size_t large = std::size_t{1} << 20;
  const int spare = points_.size() > large ? 3 : 0;
  const int bits = std::max(1, static_cast<int>(std::bit_width(points_.size())) - spare);
  shift_ = 32 - std::min(bits, 24);
  starts_.assign((std::size_t{1} << (32 - shift_)) + 1, 0);
  std::uint32_t at = 0;
  for (std::size_t slot = 0; slot + 1 < starts_.size(); ++slot) {
    while (at < points_.size() && points_[at].hash >> shift_ < slot) ++at;
    starts_[slot] = at;
  }
  starts_.back() = static_cast<std::uint32_t>(points_.size());
}

std::size_t Ring::first_from(std::uint32_t hash) const {
  std::size_t at = starts_[hash >> shift_];
  while (at < points_.size() && points_[at].hash < hash) ++at;
  return at;
}

std::size_t Ring::index_of(const RingPoint& point) const {
  std::size_t at = first_from(point.hash);
  while (points_[at] != point) ++at;
  return at;
}

std::size_t Ring::nearest(std::uint32_t hash) const {
  std::size_t next = first_from(hash);
  if (next == points_.size()) next = 0;
  const std::size_t before = next == 0 ? points_.size() - 1 : next - 1;
  const std::uint32_t back = hash - points_[before].hash;
  const std::uint32_t ahead = points_[next].hash - hash;
  return back <= ahead ? before : next;
}

}  // namespace ek::predict::haproxy
