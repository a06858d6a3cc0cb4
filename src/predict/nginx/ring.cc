#include "predict/nginx/ring.h"

#include <algorithm>
#include <bit>
#include <numeric>
#include <string>
#include <unordered_map>

#include "base/assert.h"
#include "predict/nginx/crc32.h"
#include "predict/nginx/ring_order.h"
#include "predict/nginx/weights.h"

namespace ek::predict::nginx {
namespace {

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

}  // namespace

std::uint64_t ring_points(const Context& context) {
  std::uint64_t points = 0;
  for (const model::Server& server : context.pool.servers)
    if (!server.backup.value) points += std::uint64_t{server.weight.value} * points_per_weight;
  return points;
}

RingOwners::RingOwners(const Context& context) {
  EK_ASSERT(ring_points(context) <= ring_points_max);
  std::unordered_map<std::string_view, OwnerId> of_text;
  const std::vector<ServerIndex> servers = primaries(context);
  std::vector<OwnerId> owner_of;
  of_text.reserve(servers.size());
  owner_of.reserve(servers.size());
  for (const ServerIndex i : servers) {
    const model::Server& server = context.pool.servers[i];
    const OwnerId owner = of_text.try_emplace(server.written, size()).first->second;
    owner_of.push_back(owner);
    if (owner == size()) points_of_.push_back(0);
    const std::uint32_t to = server.weight.value * points_per_weight;
    if (to <= points_of_[owner]) continue;
    runs_.push_back({base_of(server.written), owner, points_of_[owner], to});
    points_ += to - points_of_[owner];
    points_of_[owner] = to;
  }
  first_.assign(size() + 1, 0);
  for (const OwnerId owner : owner_of) ++first_[owner + 1];
  std::partial_sum(first_.begin(), first_.end(), first_.begin());
  members_.resize(servers.size());
  std::vector<std::uint32_t> next(first_.begin(), first_.end() - 1);
  for (std::size_t k = 0; k < servers.size(); ++k) members_[next[owner_of[k]]++] = servers[k];
}

Ring::Ring(const RingOwners& owners) {
  points_.reserve(owners.points());
  RingOrder(owners).for_each([&](std::uint32_t hash, OwnerId owner) {
    points_.push_back({hash, owner});
  });
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
