#include "predict/nginx/ring.h"

#include <algorithm>
#include <array>
#include <bit>
#include <string>
#include <unordered_map>

#include "predict/nginx/crc32.h"
#include "predict/nginx/weights.h"

namespace ek::predict::nginx {
namespace {

constexpr std::uint64_t slice_points = std::uint64_t{1} << 21;

struct HostPort {
  std::string_view host, port;
};

// Where the port begins: after the last colon, if only digits follow. "unix:" is no part of a path.
HostPort split(std::string_view text) {
  constexpr std::string_view unix_prefix = "unix:";
  if (text.size() >= unix_prefix.size() &&
      std::ranges::equal(text.substr(0, unix_prefix.size()), unix_prefix, {},
                         [](char c) { return c >= 'A' && c <= 'Z' ? char(c - 'A' + 'a') : c; }))
    return {text.substr(unix_prefix.size()), {}};
  const std::size_t digits = text.find_last_not_of("0123456789");
  if (digits == std::string_view::npos || text[digits] != ':') return {text, {}};
  return {text.substr(0, digits), text.substr(digits + 1)};
}

// The CRC-32 state (not yet inverted) after host, a zero byte and port.
std::uint32_t base_of(std::string_view text) {
  const HostPort parts = split(text);
  std::string bytes(parts.host);
  bytes += '\0';
  bytes += parts.port;
  return ~crc32(0, bytes);
}

// Stable, by hash: three passes of eleven bits.
void sort_points(std::vector<RingPoint>& points, std::vector<RingPoint>& scratch) {
  constexpr std::uint32_t bits = 11, buckets = 1U << bits;
  scratch.resize(points.size());
  for (std::uint32_t shift = 0; shift < 32; shift += bits) {
    std::array<std::uint32_t, buckets> place{};
    for (const RingPoint& point : points) ++place[point.hash >> shift & (buckets - 1)];
    std::uint32_t sum = 0;
    for (std::uint32_t& count : place) sum += std::exchange(count, sum);
    for (const RingPoint& point : points)
      scratch[place[point.hash >> shift & (buckets - 1)]++] = point;
    points.swap(scratch);
  }
}

}  // namespace

std::uint64_t ring_points(const Context& context) {
  std::uint64_t points = 0;
  for (const model::Server& server : context.pool.servers)
    if (!server.backup.value) points += std::uint64_t{server.weight.value} * points_per_weight;
  return points;
}

RingOwners::RingOwners(const Context& context) {
  std::unordered_map<std::string_view, OwnerId> of_text;
  std::vector<std::uint64_t> emitted;
  for (const ServerIndex i : primaries(context)) {
    const model::Server& server = context.pool.servers[i];
    const auto [entry, is_new] = of_text.try_emplace(server.written, size());
    if (is_new) {
      members_.emplace_back();
      emitted.push_back(0);
    }
    const OwnerId owner = entry->second;
    members_[owner].push_back(i);
    const std::uint64_t to = std::uint64_t{server.weight.value} * points_per_weight;
    if (to <= emitted[owner]) continue;
    runs_.push_back({base_of(server.written), owner, emitted[owner], to});
    points_ += to - emitted[owner];
    emitted[owner] = to;
  }
  points_of_ = std::move(emitted);
}

// Each point needs the one before it, so four runs are followed side by side: the processor waits
// for none of them. Only the points between `first` and `last` are kept.
void RingOwners::make_points(std::size_t first_run, std::uint32_t first, std::uint32_t last,
                             std::vector<RingPoint>& points) const {
  constexpr std::size_t side_by_side = 4;
  const std::size_t runs = std::min(side_by_side, runs_.size() - first_run);
  std::array<std::uint32_t, side_by_side> hash{}, base{};
  std::uint64_t longest = 0;
  for (std::size_t i = 0; i < runs; ++i) {
    base[i] = runs_[first_run + i].base;
    longest = std::max(longest, runs_[first_run + i].to);
  }
  for (std::uint64_t n = 0; n < longest; ++n) {
    for (std::size_t i = 0; i < side_by_side; ++i) hash[i] = ~crc_word(base[i], hash[i]);
    for (std::size_t i = 0; i < runs; ++i) {
      if (hash[i] - first > last - first) continue;
      const Run& run = runs_[first_run + i];
      if (n >= run.from && n < run.to)
        points.push_back({hash[i], static_cast<OwnerId>(first_run + i)});
    }
  }
}

void RingOwners::points_between(std::uint32_t first, std::uint32_t last,
                                std::vector<RingPoint>& points,
                                std::vector<RingPoint>& scratch) const {
  points.clear();
  for (std::size_t run = 0; run < runs_.size(); run += 4) make_points(run, first, last, points);
  sort_points(points, scratch);
  std::size_t kept = 0;
  for (const RingPoint point : points) {
    if (kept > 0 && points[kept - 1].hash == point.hash)
      points[kept - 1].owner = std::min(points[kept - 1].owner, point.owner);
    else
      points[kept++] = point;
  }
  points.resize(kept);
  for (RingPoint& point : points) point.owner = runs_[point.owner].owner;
}

void for_each_slice(const RingOwners& owners,
                    const std::function<void(std::span<const RingPoint>)>& visit) {
  constexpr std::uint64_t circle = std::uint64_t{1} << 32;
  const std::uint64_t slices = owners.points() / slice_points + 1;
  std::vector<RingPoint> points, scratch;
  points.reserve(static_cast<std::size_t>(owners.points() / slices * 17 / 16 + 64));
  for (std::uint64_t k = 0; k < slices; ++k) {
    const auto first = static_cast<std::uint32_t>(circle * k / slices);
    const auto last = static_cast<std::uint32_t>(circle * (k + 1) / slices - 1);
    owners.points_between(first, last, points, scratch);
    visit(points);
  }
}

Ring::Ring(const RingOwners& owners) {
  std::vector<RingPoint> scratch;
  points_.reserve(static_cast<std::size_t>(owners.points()));
  owners.points_between(0, ~std::uint32_t{0}, points_, scratch);
  // A small ring has about a point a bucket. A large one has eight: its table then stays in the
  // cache, and the points of a bucket lie side by side.
  constexpr std::size_t large = std::size_t{1} << 16;
  const int spare = points_.size() > large ? 3 : 0;
  const int bits = std::clamp(static_cast<int>(std::bit_width(points_.size())) - spare, 1, 24);
  shift_ = static_cast<std::uint32_t>(32 - bits);
  starts_.resize((std::size_t{1} << bits));
  std::uint32_t place = 0;
  for (std::size_t bucket = 0; bucket < starts_.size(); ++bucket) {
    while (place < points_.size() && points_[place].hash >> shift_ < bucket) ++place;
    starts_[bucket] = place;
  }
}

std::uint32_t Ring::place_of(std::uint32_t hash) const {
  std::uint32_t place = starts_[hash >> shift_];
  while (place < points_.size() && points_[place].hash < hash) ++place;
  return place;
}

}  // namespace ek::predict::nginx
