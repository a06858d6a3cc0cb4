#include "dialects/nginx/ahead.h"

#include <algorithm>
#include <array>

#include "dialects/nginx/key.h"

namespace ek::dialects::nginx {
namespace {

using model::Ahead, model::AheadKind;

constexpr std::array<std::string_view, 2> limits{"limit_req", "limit_conn"};
constexpr std::array<std::string_view, 2> subrequests{"mirror", "auth_request"};

bool is_cache(std::string_view directive) {
  return directive == "proxy_cache" || directive == "fastcgi_cache" || directive == "uwsgi_cache" ||
         directive == "scgi_cache";
}

bool is_one_of(std::string_view directive, const std::array<std::string_view, 2>& list) {
  return std::ranges::find(list, directive) != list.end();
}

struct Giver {
  Lowering& lowering;

  void route(std::size_t i);
  void subrequest(const AheadLine& line);

 private:
  model::Pool* pool_of(std::size_t i);
  void keep(std::size_t i, std::string_view directive);
  bool in_location(BlockId block, std::string_view uri) const;
  void add(model::Pool& pool, AheadKind kind, const Node& node);
};

model::Pool* Giver::pool_of(std::size_t i) {
  const model::Route& route = lowering.config().routes[i];
  if (!route.is_pool) return nullptr;
  const auto found = lowering.pools.find(pool_key(lowering.route_layers[i], route.target));
  return found == lowering.pools.end() ? nullptr : &lowering.config().pools[found->second];
}

void Giver::add(model::Pool& pool, AheadKind kind, const Node& node) {
  const Place at = lowering.place(node, 0);
  const bool known = std::ranges::any_of(pool.ahead, [&](const Ahead& a) { return a.at == at; });
  if (!known && pool.ahead.size() < ahead_max)
    pool.ahead.push_back({kind, std::string(node.word(0)), at});
}

// The innermost block that states the directive decides.
void Giver::keep(std::size_t i, std::string_view directive) {
  for (BlockId block = lowering.route_blocks[i];; block = lowering.blocks[block].parent) {
    const auto found = lowering.ahead.find({block, directive});
    if (found == lowering.ahead.end() && block != outermost_block) continue;
    if (found == lowering.ahead.end() || found->second->word(1) == "off") return;
    if (model::Pool* pool = pool_of(i)) add(*pool, AheadKind::keeps_away, *found->second);
    return;
  }
}

void Giver::route(std::size_t i) {
  const std::string_view directive = lowering.config().routes[i].directive;
  const std::string cache = std::string(directive.substr(0, directive.rfind("_pass"))) + "_cache";
  keep(i, cache);
  for (const std::string_view limit : limits) keep(i, limit);
}

bool Giver::in_location(BlockId block, std::string_view uri) const {
  for (; block != outermost_block; block = lowering.blocks[block].parent) {
    std::string_view location = lowering.blocks[block].location;
    if (location.starts_with("= ") || location.starts_with("^~ "))
      location.remove_prefix(location.find(' ') + 1);
    if (location == uri) return true;
  }
  return false;
}

// Its requests go where the location of that name sends them, in the servers that it stands for.
void Giver::subrequest(const AheadLine& line) {
  const std::string_view uri = line.node->word(1);
  if (uri == "off" || has_variable(uri)) return;
  for (std::size_t i = 0; i < lowering.config().routes.size(); ++i) {
    const std::size_t listener = lowering.route_listeners[i];
    if (line.listener != 0 && listener != line.listener) continue;
    if (!in_location(lowering.route_blocks[i], uri)) continue;
    if (model::Pool* pool = pool_of(i)) add(*pool, AheadKind::sends_more, *line.node);
  }
}

}  // namespace

bool stands_ahead(std::string_view directive) {
  return is_cache(directive) || is_one_of(directive, limits) || is_one_of(directive, subrequests);
}

void lower_ahead(Lowering& lowering, const Node& node, const Scope& scope) {
  if (is_one_of(node.word(0), subrequests)) {
    if (lowering.subrequests.size() < subrequests_max)
      lowering.subrequests.push_back({&node, scope.listener});
    return;
  }
  lowering.ahead.try_emplace({scope.block, node.word(0)}, &node);
}

void give_ahead_to_pools(Lowering& lowering) {
  Giver giver{lowering};
  if (!lowering.ahead.empty())
    for (std::size_t i = 0; i < lowering.config().routes.size(); ++i) giver.route(i);
  for (const AheadLine& line : lowering.subrequests) giver.subrequest(line);
}

}  // namespace ek::dialects::nginx
