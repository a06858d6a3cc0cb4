#include <arpa/inet.h>

#include <array>
#include <bit>
#include <optional>
#include <string>

#include "predict/haproxy/ids.h"
#include "predict/haproxy/key_hash.h"
#include "predict/haproxy/ring.h"
#include "predict/haproxy/scale.h"

namespace ek::predict::haproxy {
namespace {

// From 3.0 the id went through the mix before the point's number was added; 3.3 went back.
bool hashes_ids_first(model::Version version) {
  return version >= model::Version{3, 0, 0} && version < model::Version{3, 3, 0};
}

std::uint32_t little_endian(const unsigned char* bytes) {
  return bytes[0] | std::uint32_t{bytes[1]} << 8 | std::uint32_t{bytes[2]} << 16 |
         std::uint32_t{bytes[3]} << 24;
}

// XXH32 (Yann Collet, public specification) of the 16 bytes of an IPv6 address.
std::uint32_t xxh32(const std::array<unsigned char, 16>& bytes, std::uint32_t seed) {
  constexpr std::uint32_t p1 = 2654435761, p2 = 2246822519, p3 = 3266489917;
  const std::array<std::uint32_t, 4> starts{seed + p1 + p2, seed + p2, seed, seed - p1};
  constexpr std::array<int, 4> turns{1, 7, 12, 18};
  std::uint32_t hash = 16;
  for (std::size_t lane = 0; lane < 4; ++lane) {
    const std::uint32_t mixed = starts[lane] + little_endian(&bytes[4 * lane]) * p2;
    hash += std::rotl(std::rotl(mixed, 13) * p1, turns[lane]);
  }
  hash = (hash ^ (hash >> 15)) * p2;
  hash = (hash ^ (hash >> 13)) * p3;
  return hash ^ (hash >> 16);
}

// hash-key addr and addr-port (3.0 and later). nullopt: no numeric address, so the id counts.
std::optional<std::uint32_t> address_seed(const model::Address& address, bool with_port) {
  const std::uint32_t start = with_port ? avalanche(address.port) : 0;
  std::array<unsigned char, 16> bytes{};
  if (address.kind == model::AddressKind::ipv4 &&
      ::inet_pton(AF_INET, address.host.c_str(), bytes.data()) == 1)
    return avalanche(start + little_endian(bytes.data()));
  if (address.kind == model::AddressKind::ipv6 &&
      ::inet_pton(AF_INET6, address.host.c_str(), bytes.data()) == 1)
    return xxh32(bytes, start);
  return std::nullopt;
}

}  // namespace

std::uint32_t RingSeeds::point(ServerIndex server, std::uint32_t number) const {
  return avalanche(seeds[server] + number);
}

RingSeeds ring_seeds(const Context& context) {
  RingSeeds result;
  const bool chained = hashes_ids_first(context.program.version);
  for (const std::uint32_t id : server_ids(context))
    result.seeds.push_back(chained ? avalanche(id) : id * fine_range);
  const model::HashKeyBy by = context.pool.balance.hash_key.value;
  if (by == model::HashKeyBy::id) return result;
  const auto& servers = context.pool.servers;
  for (std::size_t i = 0; i < servers.size(); ++i)
    if (const auto seed = address_seed(servers[i].address.value, by == model::HashKeyBy::addr_port))
      result.seeds[i] = *seed;
  return result;
}

}  // namespace ek::predict::haproxy
