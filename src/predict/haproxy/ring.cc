#include "predict/haproxy/ring.h"

#include <algorithm>
#include <array>
#include <bit>
#include <iterator>
#include <utility>

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
  std::vector<RingPoint> other;
  other.reserve(points.capacity());
  other.resize(points.size());
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
  points_.reserve(total + window);
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
  const auto old = points();
  std::vector<RingPoint> merged;
  merged.reserve(old.size() + fresh.size() + window);
  std::merge(old.begin(), old.end(), fresh.begin(), fresh.end(), std::back_inserter(merged),
             by_hash);
  points_ = std::move(merged);
  index();
}

void Ring::remove(const RingSeeds& seeds, ServerIndex server, std::uint32_t first,
                  std::uint32_t last) {
  std::vector<std::uint32_t> gone;
  for (std::uint32_t number = first; number < last; ++number)
    gone.push_back(seeds.point(server, number));
  std::sort(gone.begin(), gone.end());
  points_.resize(size_);
  std::erase_if(points_, [&](const RingPoint& point) {
    return point.server == server && std::binary_search(gone.begin(), gone.end(), point.hash);
  });
  index();
}

// About one point a slot, so that a lookup is one load and a step or two; eight in a large ring,
// whose table then is small beside it.
void Ring::index() {
  size_ = points_.size();
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
  starts_.back() = static_cast<std::uint32_t>(size_);
  points_.insert(points_.end(), window, {~std::uint32_t{0}, no_server});
}

std::size_t Ring::index_of(const RingPoint& point) const {
  std::size_t at = first_from(point.hash);
  while (points_[at] != point) ++at;
  return at;
}

// Before the first point or behind the last one.
std::size_t Ring::nearest_at_seam(std::uint32_t hash) const {
  const std::size_t last = size_ - 1;
  const std::uint32_t back = hash - points_[last].hash, ahead = points_[0].hash - hash;
  return back <= ahead ? last : 0;
}

}  // namespace ek::predict::haproxy
