#include "dialects/nginx/key_inputs.h"

#include <algorithm>
#include <utility>

#include "dialects/nginx/key_follower.h"
#include "dialects/nginx/server_facts.h"
#include "dialects/nginx/subrequests.h"
#include "dialects/nginx/ways.h"

namespace ek::dialects::nginx {
namespace {

// Why: a pool that a thousand locations use is asked of in each of them; beyond that nobody reads.
constexpr std::size_t ways_max = 1000;

// The blocks whose lines hand over to each pool, by its index.
std::vector<std::vector<Way>> ways_to_pools(const Lowering& lowering, const Ways& ways) {
  const model::Config& config = lowering.reading.config;
  std::vector<std::vector<Way>> found(config.pools.size());
  for (std::size_t i = 0; i < config.routes.size(); ++i) {
    if (!config.routes[i].is_pool) continue;
    const auto pool =
        lowering.pools.find(pool_key(lowering.route_layers[i], config.routes[i].target));
    if (pool == lowering.pools.end() || found[pool->second].size() >= ways_max) continue;
    found[pool->second].push_back(ways.way_of(lowering.route_blocks[i]));
  }
  return found;
}

bool looks_at_client(const model::Pool& pool) {
  const auto& parts = pool.balance.key.value.parts;
  return std::any_of(parts.begin(), parts.end(), [](const model::KeyPart& part) {
    return part.source == model::KeySource::client_address;
  });
}

// The client's address is what the realip module makes of it, which is asked before every method.
void say_real_address(Lowering& lowering, const Ways& ways, const std::vector<Way>& from,
                      model::Pool& pool) {
  if (!looks_at_client(pool)) return;
  for (const Way& way : from) {
    const Node* line = ways.real_address_on(way, pool.layer);
    if (line == nullptr) continue;
    const std::string words = words_of(lowering, *line, pool.balance.key.at);
    pool.depends.push_back(
        {"the client's address is taken from what a proxy before it says (" + words + ")",
         "a request file's src is the address found there", lowering.place(*line, 0),
         "src being the address that nginx takes for the client's (" + words + ")"});
    return;
  }
}

}  // namespace

void follow_key_inputs(Lowering& lowering) {
  Ways ways(lowering);
  const ServerFacts facts(lowering, ways.effects());
  const auto to_pools = ways_to_pools(lowering, ways);
  for (std::size_t i = 0; i < to_pools.size(); ++i) {
    model::Pool& pool = lowering.config().pools[i];
    if (pool.balance.algorithm.value == "hash")
      KeyFollower(lowering, ways, facts, pool, to_pools[i]).follow();
    say_real_address(lowering, ways, to_pools[i], pool);
    count_subrequests(lowering, ways, to_pools[i], pool);
  }
}

}  // namespace ek::dialects::nginx
