#include "predict/haproxy/ids.h"
#include "predict/haproxy/key_hash.h"
#include "predict/haproxy/ring.h"
#include "predict/haproxy/scale.h"

namespace ek::predict::haproxy {
namespace {

// From 3.0 the id went through the mix before the point's number was added; 3.4 went back.
bool hashes_ids_first(model::Version version) {
  return version >= model::Version{3, 0, 0} && version < model::Version{3, 3, 0};
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
  return result;
}

}  // namespace ek::predict::haproxy
