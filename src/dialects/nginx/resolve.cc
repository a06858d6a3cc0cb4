// The second half of the routes, once the whole configuration is read: a name may stand before the
// upstream that it means.
#include <fmt/format.h>

#include <algorithm>

#include "base/secret.h"
#include "base/text.h"
#include "dialects/nginx/ahead.h"
#include "dialects/nginx/possibilities.h"
#include "dialects/nginx/retry.h"
#include "dialects/nginx/route.h"
#include "dialects/nginx/seen.h"
#include "dialects/nginx/target.h"
#include "dialects/nginx/unknown_variables.h"
#include "dialects/nginx/upstream.h"
#include "dialects/nginx/values.h"

namespace ek::dialects::nginx {
namespace {

using model::Route;

struct Resolver {
  Lowering& lowering;
  std::vector<Route> routes;
  std::vector<BlockId> blocks;
  std::vector<model::Layer> layers;
  std::vector<std::size_t> listeners;

  void resolve(Route route, std::size_t i);

 private:
  const model::Pool* pool(std::size_t i, std::string_view name) const;
  const model::Pool* implicit_pool(const Route& route, const Target& target, std::size_t i);
  void keep(Route route, std::size_t i);
  void resolve_written(Route route, std::size_t i);
  void resolve_computed(const Route& route, std::size_t i);
  Route route_by(const Route& route, const Possibility& possibility, const Target& target,
                 std::size_t i);
};

const model::Pool* Resolver::pool(std::size_t i, std::string_view name) const {
  const auto found = lowering.pools.find(pool_key(lowering.route_layers[i], name));
  return found == lowering.pools.end() ? nullptr : &lowering.config().pools[found->second];
}

void Resolver::keep(Route route, std::size_t i) {
  routes.push_back(std::move(route));
  blocks.push_back(lowering.route_blocks[i]);
  layers.push_back(lowering.route_layers[i]);
  listeners.push_back(lowering.route_listeners[i]);
}

// Is the name rather that of an upstream: one in a file that was not read, or a slip of typing
// (which the rule undefined-pool names)? A dot or a port makes it a host's.
bool meant_as_upstream(const Lowering& lowering, const Target& target) {
  if (target.has_port || target.host.find('.') != std::string_view::npos) return false;
  if (lowering.options.resolve.contains(std::string(target.host))) return false;
  if (lowering.fragment || !lowering.document.not_followed.empty()) return true;
  std::vector<std::string_view> names;
  for (const model::Pool& pool : lowering.reading.config.pools) names.push_back(pool.name);
  return !base::nearest(target.host, names).empty();
}

// A host name in the place of a pool's: nginx looks it up once at start and makes a group of its
// addresses, which take turns (nginx.org, proxy_pass and its siblings). One pool for each name and
// port. A literal address leaves nothing to choose, and stays a mere target.
const model::Pool* Resolver::implicit_pool(const Route& route, const Target& target,
                                           std::size_t i) {
  const ParsedAddress parsed = parse_upstream_address(target.place, lowering.route_ports[i]);
  if (parsed.error != nullptr || parsed.address.kind != model::AddressKind::name) return nullptr;
  if (meant_as_upstream(lowering, target)) return nullptr;
  const std::string name = model::to_string(parsed.address);
  auto& pools = lowering.config().pools;
  const auto [known, added] =
      lowering.pools.try_emplace(pool_key(lowering.route_layers[i], name), pools.size());
  if (!added) return &pools[known->second];
  model::Pool& pool = add_pool(lowering, lowering.route_layers[i], name);
  pool.section = route.directive;
  pool.at = route.at;
  pool.length = route.length;
  model::Server server = plain_server(target.place, route.at, route.length);
  server.address.set(parsed.address, route.at);
  add_peers(lowering, std::move(server), pool);
  return &pool;
}

// What is no upstream's name must be an address with a port (of proxy_pass in http: route.cc).
void refuse_address(Lowering& lowering, const Route& route, const Target& target) {
  const ParsedAddress parsed = parse_upstream_address(target.place, 0);
  if (parsed.error == nullptr) return;
  const bool may_be_upstream = lowering.fragment || lowering.document.may_lack_definitions;
  if (may_be_upstream && !target.has_port && target.place.find('[') == std::string_view::npos)
    return;
  lowering.reading.diagnostics.error(
      route.at, route.length,
      fmt::format("{} in upstream \"{}\"", parsed.error, base::printable(target.place)),
      "write address:port, or define an upstream of that name");
}

// An address that begins with what looks like a user and password: it is none, but may be the
// name of an upstream with an @ in it.
void refuse_credentials(Lowering& lowering, const Route& route) {
  if (route.target.find(std::string(base::redacted) + "@") == std::string::npos) return;
  if (lowering.fragment || lowering.document.may_lack_definitions) return;
  for (const model::Pool& pool : lowering.reading.config.pools)
    if (pool.name.find('@') != std::string::npos) return;
  lowering.reading.diagnostics.error(
      route.at, route.length,
      fmt::format("\"{}\" takes no user and password before the host", route.directive),
      "send them with proxy_set_header Authorization");
}

void Resolver::resolve_written(Route route, std::size_t i) {
  if (is_hidden(route.target)) {  // it may be any
    refuse_credentials(lowering, route);
    route.computed = true;
    if (lowering.config().pool(route.target) != nullptr) route.target = base::redacted;
    return keep(std::move(route), i);
  }
  const Target target = parse_target(route.target);
  const model::Pool* named = pool(i, target.host);
  if (named != nullptr && target.has_port)
    lowering.reading.diagnostics.error(
        route.at, route.length,
        fmt::format("upstream \"{}\" may not have a port here", base::printable(named->name)),
        fmt::format("remove \":{}\": the ports stand on the upstream's server lines",
                    base::printable(target.port)));
  const bool url =
      lowering.route_layers[i] == model::Layer::http && route.directive == "proxy_pass";
  if (named == nullptr && !url) refuse_address(lowering, route, target);
  if (named == nullptr) named = implicit_pool(route, target, i);
  route.is_pool = named != nullptr;
  if (named != nullptr) route.target = named->name;
  keep(std::move(route), i);
}

// A second value that names the same place.
void join(Route& route, const Possibility& possibility) {
  constexpr std::size_t condition_bytes_max = 200;
  if (route.condition.size() < condition_bytes_max && !possibility.condition.empty())
    route.condition += " or " + possibility.condition;
  if (route.part && possibility.share)
    *route.part += *possibility.share;
  else
    route.part.reset();
}

Route Resolver::route_by(const Route& route, const Possibility& possibility, const Target& target,
                         std::size_t i) {
  const model::Pool* named = target.has_port ? nullptr : pool(i, target.host);
  Route one = route;
  one.one_value = true;
  one.is_pool = named != nullptr;
  one.target = named != nullptr ? named->name : std::string(target.place);
  if (possibility.from != nullptr) {
    if (possibility.from->share) one.part = possibility.share;
    one.named_at = possibility.from->at;
    one.named_length = possibility.from->length;
  }
  if (!possibility.condition.empty())
    one.condition += (one.condition.empty() ? "" : ", ") + possibility.condition;
  return one;
}

// One route for each place that the variables may name; values for the same place are put together.
void Resolver::resolve_computed(const Route& route, std::size_t i) {
  const Possibilities found = possibilities(lowering, route.target, lowering.route_listeners[i]);
  const std::size_t first = routes.size();
  for (const Possibility& possibility : found.list) {
    const Target target = parse_target(possibility.text);
    if (target.host.empty()) continue;
    Route one = route_by(route, possibility, target, i);
    const auto same =
        std::find_if(routes.begin() + static_cast<std::ptrdiff_t>(first), routes.end(),
                     [&](const Route& other) { return other.target == one.target; });
    if (same != routes.end())
      join(*same, possibility);
    else
      keep(std::move(one), i);
  }
  if (found.known && routes.size() > first) return;
  Route unknown = route;
  unknown.is_pool = false;
  keep(std::move(unknown), i);
}

bool has_resolver(const Lowering& lowering, BlockId block) {
  while (block != outermost_block && !lowering.blocks[block].has_resolver)
    block = lowering.blocks[block].parent;
  return lowering.blocks[block].has_resolver;
}

void Resolver::resolve(Route route, std::size_t i) {
  const std::size_t listener = lowering.route_listeners[i];
  if (listener != 0) route.listener = lowering.config().listeners[listener - 1].name;
  route.looked_up = has_resolver(lowering, lowering.route_blocks[i]);
  if (!route.computed) return resolve_written(std::move(route), i);
  name_unknown_variables(lowering, route, lowering.route_layers[i]);
  resolve_computed(route, i);
}

}  // namespace

void resolve_routes(Lowering& lowering) {
  Resolver resolver{lowering, {}, {}, {}, {}};
  std::vector<Route> written = std::move(lowering.config().routes);
  resolver.routes.reserve(written.size());
  for (std::size_t i = 0; i < written.size(); ++i) resolver.resolve(std::move(written[i]), i);
  if (lowering.values_left == 0)
    lowering.config().depends.push_back(
        {"the variables that name targets may take more values than are looked at",
         "routes by variables may be missing here",
         {}});
  lowering.config().routes = std::move(resolver.routes);
  lowering.route_blocks = std::move(resolver.blocks);
  lowering.route_layers = std::move(resolver.layers);
  lowering.route_listeners = std::move(resolver.listeners);
  give_retries_to_pools(lowering);
  give_ahead_to_pools(lowering);
}

}  // namespace ek::dialects::nginx
