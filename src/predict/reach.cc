#include "predict/reach.h"

#include <algorithm>
#include <set>

namespace ek::predict {
namespace {

using model::Config, model::Pool, model::Route;

bool never_taken(const Route& route) {
  return route.condition == "if FALSE" || route.condition == "unless TRUE";
}

}  // namespace

bool always_taken(const Route& route) {
  return route.directive == "use_backend" &&
         (route.condition.empty() || route.condition == "if TRUE" ||
          route.condition == "unless FALSE");
}

std::vector<const Route*> live_routes(const Config& config) {
  std::set<std::string_view> settled;  // listeners
  std::vector<const Route*> live;
  for (const Route& route : config.routes) {
    if (settled.contains(route.listener) || never_taken(route)) continue;
    live.push_back(&route);
    if (always_taken(route)) settled.insert(route.listener);
  }
  return live;
}

std::map<std::string_view, const Route*> bypassed(const Config& config) {
  std::map<std::string_view, const Route*> found;
  const auto is_listen = [](const Pool& pool) { return pool.section == "listen"; };
  if (std::ranges::none_of(config.pools, is_listen)) return found;
  std::set<std::string_view> targets;
  std::map<std::string_view, const Route*> last;  // by listener: where what is left goes
  for (const Route* route : live_routes(config)) {
    if (route->names_any(config)) return {};
    targets.insert(route->target);
    last[route->listener] = route;
  }
  for (const Pool& pool : config.pools)
    if (is_listen(pool) && !targets.contains(pool.name) && last.contains(pool.name))
      found.emplace(pool.name, last.at(pool.name));
  return found;
}

}  // namespace ek::predict
