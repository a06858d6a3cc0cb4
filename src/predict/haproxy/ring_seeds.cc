#include <arpa/inet.h>

#include <array>
#include <optional>
#include <string>

#include "predict/haproxy/ids.h"
#include "predict/haproxy/key_hash.h"
#include "predict/haproxy/ring.h"
#include "predict/haproxy/scale.h"
#include "predict/haproxy/xxh32.h"

namespace ek::predict::haproxy {
namespace {

// From 3.0 the id went through the mix before the point's number was added; 3.3 went back.
bool hashes_ids_first(model::Version version) {
  return version >= model::Version{3, 0, 0} && version < model::Version{3, 3, 0};
}

// hash-key addr and addr-port (3.0 and later). nullopt: no numeric address, so the id counts.
std::optional<std::uint32_t> address_seed(const model::Address& address, bool with_port) {
  const std::uint32_t start = with_port ? avalanche(address.port) : 0;
  std::array<char, 16> bytes{};
  if (address.kind == model::AddressKind::ipv4 &&
      ::inet_pton(AF_INET, address.host.c_str(), bytes.data()) == 1)
    return avalanche(start + little_endian({bytes.data(), 4}));
  if (address.kind == model::AddressKind::ipv6 &&
      ::inet_pton(AF_INET6, address.host.c_str(), bytes.data()) == 1)
    return xxh32({bytes.data(), bytes.size()}, start);
  return std::nullopt;
}

std::optional<std::uint32_t> seed_of(const model::Server& server, std::uint32_t id) {
  switch (server.extras->hash_key.value) {
    case model::HashKeyBy::id:
      break;
    case model::HashKeyBy::id32:
      return avalanche(id << 24 | (id & 0xff00) << 8 | (id >> 8 & 0xff00) | id >> 24);
    case model::HashKeyBy::guid:
      if (!server.extras->guid.empty()) return xxh32(server.extras->guid, 0);
      break;
    case model::HashKeyBy::addr:
      return address_seed(server.address.value, false);
    case model::HashKeyBy::addr_port:
      return address_seed(server.address.value, true);
  }
  return std::nullopt;
}

}  // namespace

std::uint32_t RingSeeds::point(ServerIndex server, std::uint32_t number) const {
  return avalanche(seeds[server] + number);
}

RingSeeds ring_seeds(const Context& context) {
  RingSeeds result;
  const bool chained = hashes_ids_first(context.program.version);
  const std::vector<std::uint32_t> ids = server_ids(context);
  for (std::size_t i = 0; i < ids.size(); ++i) {
    const auto own = seed_of(context.pool.servers[i], ids[i]);
    result.seeds.push_back(own ? *own : chained ? avalanche(ids[i]) : ids[i] * fine_range);
  }
  return result;
}

}  // namespace ek::predict::haproxy
