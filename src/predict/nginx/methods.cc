#include "predict/algorithm.h"
#include "predict/nginx/method.h"
#include "predict/nginx/ring.h"

namespace ek::predict::nginx {

std::unique_ptr<Method> method_of(const Context& context, const Peers& peers, std::uint64_t seed) {
  const std::string& word = context.pool.balance.algorithm.value;
  const auto mapping = context.pool.balance.hash_type.value.mapping;
  if (word == "round_robin") return round_robin_method(context, peers);
  if (word == "least_conn") return least_conn_method(context, peers);
  if (word == "ip_hash") return ip_hash_method(context, peers);
  if (word == "hash" && mapping == model::HashMapping::map_based)
    return hash_method(context, peers);
  if (word == "hash" && ring_points(context) <= ring_points_max)
    return hash_consistent_method(context, peers);
  if (word == "random")
    return context.pool.balance.draws.value == 1 ? random_method(context, peers, seed)
                                                 : random_two_method(context, peers, seed);
  return nullptr;
}

}  // namespace ek::predict::nginx
