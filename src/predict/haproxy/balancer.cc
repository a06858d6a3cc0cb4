#include "predict/haproxy/balancer.h"

#include <fmt/format.h>

#include "predict/haproxy/looks.h"
#include "predict/haproxy/running_pool.h"

namespace ek::predict::haproxy {
namespace {

bool limit_unknown(const model::Pool& pool) {
  if (pool.limits.fullconn.value != 0) return false;
  for (const model::Server& server : pool.servers)
    if (limits_of(server).follows_load) return true;
  return false;
}

std::string key_problem(const Algorithm& algorithm, const Context& context) {
  const model::Balance& balance = context.pool.balance;
  const model::Key& key = balance.key.value;
  if (key.parts.empty() || algorithm.picker == nullptr) return "";
  return KeyReader(key, balance.algorithm.value, context.program.version).problem();
}

}  // namespace

std::string picks_unknown(const Context& context) {
  const Algorithm* algorithm = algorithm_of(context);
  if (algorithm == nullptr)
    return fmt::format("balance {} is not known", context.pool.balance.algorithm.value);
  if (auto problem = key_problem(*algorithm, context); !problem.empty()) return problem;
  if (limit_unknown(context.pool))
    return "minconn depends on fullconn, which is not stated in this pool; it would follow from "
           "the "
           "maxconn of the listeners that send here, and of one of them that is not stated either";
  if (const auto persistence = Persistence::make(context); !persistence)
    return persistence.error().message;
  return changed_before(context);
}

base::Result<std::unique_ptr<Balancer>> make_balancer(const Context& context,
                                                      const BalancerOptions& options) {
  const model::Pool& pool = context.pool;
  const auto refuse = [&](std::string_view why) {
    return base::failure(
        fmt::format("pool {}: single picks cannot be predicted, because {}", pool.name, why));
  };
  if (const auto why = haproxy::picks_unknown(context); !why.empty()) return refuse(why);
  auto persistence = Persistence::make(context);
  if (!persistence) return refuse(persistence.error().message);
  std::vector<ServerIndex> usable;
  for (ServerIndex i = 0; i < pool.servers.size(); ++i)
    if (!pool.servers[i].disabled.value && pool.servers[i].weight.value > 0) usable.push_back(i);
  std::unique_ptr<Picker> picker;
  const Algorithm* algorithm = algorithm_of(context);
  if (algorithm->picker != nullptr) picker = algorithm->picker(context, usable, options.seed);
  if (picker == nullptr) return refuse(algorithm->grade(context).reason);
  return std::make_unique<RunningPool>(context, std::move(picker), std::move(*persistence));
}

}  // namespace ek::predict::haproxy
