#include "predict/nginx/ring.h"

#include <algorithm>
#include <bit>
#include <numeric>
#include <string>
#include <unordered_map>

#include "base/assert.h"
#include "predict/nginx/crc32.h"
#include "predict/nginx/primaries.h"
#include "predict/nginx/ring_order.h"

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
  constexpr int spare_bits = 3;  // four to eight points a group
  owner_bits_ = static_cast<std::uint32_t>(std::bit_width(owners.size()));
  const int group_bits = std::max(static_cast<int>(std::bit_width(owners.points())) - spare_bits,
                                  static_cast<int>(std::max(owner_bits_, 1U)));
  rest_bits_ = static_cast<std::uint32_t>(32 - group_bits);
  least_mask_ = static_cast<std::uint32_t>((std::uint64_t{1} << (rest_bits_ + owner_bits_)) - 1);
  starts_.assign((std::size_t{1} << group_bits) + 1, 0);
  points_.reserve(owners.points() + window);
  RingOrder(owners).for_each([&](std::uint32_t hash, OwnerId owner) {
    ++starts_[(hash >> rest_bits_) + 1];
    points_.push_back((hash << owner_bits_ & least_mask_) | owner);
  });
  points_.insert(points_.end(), window, 0);
  std::partial_sum(starts_.begin(), starts_.end(), starts_.begin());
}

}  // namespace ek::predict::nginx
