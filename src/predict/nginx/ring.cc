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

// A ring of up to so many points is one slice: 16 MB, and as much to sort them. A larger one
// belongs to a pool that itself fills the memory, so its slices are half as large.
constexpr std::uint64_t whole_points = std::uint64_t{1} << 21;
constexpr std::uint64_t slice_points = whole_points / 2;

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
}

bool RingOwners::abreast(std::size_t run) const {
  if (run + lanes > runs_.size()) return false;
  for (std::size_t lane = 0; lane < lanes; ++lane)
    if (runs_[run + lane].to != points_per_weight) return false;
  return true;
}

RingOwners::Chains RingOwners::chains(std::size_t run) const {
  static_assert(lanes == 4);
  const Run* const runs = &runs_[run];
  Chains hashes;
  std::uint32_t a = 0, b = 0, c = 0, d = 0;  // not an array: each stays in its register
  for (std::size_t n = 0; n < points_per_weight; ++n) {
    hashes[0][n] = a = ~crc_word(runs[0].base, a);
    hashes[1][n] = b = ~crc_word(runs[1].base, b);
    hashes[2][n] = c = ~crc_word(runs[2].base, c);
    hashes[3][n] = d = ~crc_word(runs[3].base, d);
  }
  return hashes;
}

void RingOwners::points_between(std::uint32_t first, std::uint32_t last,
                                std::vector<RingPoint>& points,
                                std::vector<RingPoint>& scratch) const {
  points.clear();
  const auto keep = [&](const Run& run, std::uint64_t n, std::uint32_t hash) {
    if (n >= run.from && hash - first <= last - first) points.push_back({hash, run.owner});
  };
  for (std::size_t i = 0; i < runs_.size();) {
    if (abreast(i)) {
      const Chains hashes = chains(i);
      for (std::size_t lane = 0; lane < lanes; ++lane, ++i)
        for (std::uint64_t n = 0; n < runs_[i].to; ++n) keep(runs_[i], n, hashes[lane][n]);
      continue;
    }
    const Run& run = runs_[i++];
    std::uint32_t hash = 0;
    for (std::uint64_t n = 0; n < run.to; ++n) keep(run, n, hash = ~crc_word(run.base, hash));
  }
  sort_points(points, scratch);
  points.erase(std::unique(points.begin(), points.end(),
                           [](RingPoint a, RingPoint b) { return a.hash == b.hash; }),
               points.end());
}

void for_each_slice(const RingOwners& owners,
                    const std::function<void(std::span<const RingPoint>)>& visit) {
  constexpr std::uint64_t circle = std::uint64_t{1} << 32;
  const std::uint64_t slices =
      owners.points() < whole_points ? 1 : owners.points() / slice_points + 1;
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
