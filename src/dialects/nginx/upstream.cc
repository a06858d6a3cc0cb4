#include "dialects/nginx/upstream.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "dialects/nginx/defaults.h"
#include "dialects/nginx/include.h"
#include "dialects/nginx/key.h"
#include "dialects/nginx/memory_zones.h"
#include "dialects/nginx/seen.h"
#include "dialects/nginx/values.h"
#include "dialects/pool_limit.h"

namespace ek::dialects::nginx {
namespace {

bool is_server_line(const Node& node) {
  return node.kind == text::NodeKind::statement && node.word(0) == "server";
}

std::size_t servers_in(const Node& block) {
  std::size_t count = 0;
  for (const Node* node = block.first_child; node != nullptr; node = node->next)
    if (is_server_line(*node)) ++count;
  return count;
}

void set_zone(Lowering& lowering, const Node& node, model::Pool& pool) {
  if (node.word(1).empty())
    return lowering.error(node, 1, "invalid zone name \"\"", "name the zone");
  pool.shared_state.set(true, lowering.place(node, 1));
  if (is_hidden(node.word(1))) return;  // two of them look like one
  const bool http = pool.layer == model::Layer::http;
  if (!note_zone(lowering, node, 1, node.word(1), http ? "upstream" : "upstream of stream",
                 node.words.size() > 2 ? ZoneLine::sizes : ZoneLine::uses))
    return;
  auto& zone = lowering.zones[{pool.layer, std::string(node.word(1))}];
  if (zone.line == nullptr) zone.line = &node;
  if (node.words.size() < 3) return;
  const auto bytes = parse_size(node.word(2));
  if (zone.bytes == 0) zone.bytes = bytes.value_or(zone_bytes_min);
  if (!bytes)
    return lowering.error(node, 2,
                          fmt::format("invalid zone size \"{}\"", base::printable(node.word(2))),
                          "write it as 64k or 1m");
  if (*bytes < zone_bytes_min)
    lowering.error(node, 2, fmt::format("zone \"{}\" is too small", base::printable(node.word(1))),
                   "write 64k or more");
  if (zone.bytes != *bytes)
    lowering.error(
        node, 2, fmt::format("zone \"{}\" has another size already", base::printable(node.word(1))),
        "state its size once, or the same each time");
}

// sticky cookie NAME …; route $variable …; learn create=$variable lookup=$variable zone=NAME:SIZE
void set_sticky(Lowering& lowering, const Node& node, model::Pool& pool) {
  const std::string_view mode = node.word(1);
  if (mode != "cookie" && mode != "route" && mode != "learn")
    return lowering.error(node, 1, fmt::format("invalid parameter \"{}\"", base::printable(mode)),
                          "write \"sticky cookie NAME\", \"sticky route $variable\" or "
                          "\"sticky learn …\"");
  model::Cookie cookie;
  cookie.name = std::string(node.word(2));
  cookie.dynamic = true;  // made of the server's address where no route= is given
  cookie.mode = mode == "cookie" ? model::CookieMode::insert : model::CookieMode::none;
  pool.persistence.cookie.set(std::move(cookie), lowering.place(node, 2));
  if (mode == "route")  // the first variable that is not empty names the server
    for (std::size_t word = 2; word < node.words.size(); ++word)
      pool.persistence.stick_rules.push_back({model::StickUse::match,
                                              read_key(node.word(word), false),
                                              "",
                                              {},
                                              lowering.place(node, word)});
  if (mode != "cookie")
    pool.depends.push_back({fmt::format("requests that carry a session stay with their server "
                                        "(sticky {})",
                                        mode),
                            "the shares are those of new sessions", lowering.place(node, 1)});
}

void set_keepalive(Lowering& lowering, const Node& node, model::Pool& pool, OpenPool& open) {
  const auto connections = parse_count(node.word(1));
  const bool zero_allowed = lowering.version >= keepalive_order_free;
  if (open.keepalive != nullptr) refuse_second(lowering, *open.keepalive, node);
  open.keepalive = &node;
  if (!connections || (*connections == 0 && !zero_allowed))
    return lowering.error(node, 1,
                          fmt::format("invalid value \"{}\" in \"keepalive\" directive",
                                      base::printable(node.word(1))),
                          "write a number of idle connections, 1 or more");
  pool.keepalive.set(*connections, lowering.place(node, 1));
}

// Keeps the name, too; of one out of which a secret was taken, another may look the same.
bool is_second(Lowering& lowering, const Node& node, model::Layer layer) {
  if (is_hidden(node.word(1))) return false;
  const auto& pools = lowering.config().pools;
  const auto [known, added] =
      lowering.pools.try_emplace(pool_key(layer, node.word(1)), pools.size());
  if (added) return false;
  lowering.error(node, 1, fmt::format("duplicate upstream \"{}\"", base::printable(node.word(1))),
                 fmt::format("the first one is on {}; rename one of them",
                             text::other_place(pools[known->second].at, lowering.place(node, 1),
                                               lowering.reading.sources)));
  return true;
}

bool has_room(Lowering& lowering, const Node& node) {
  if (lowering.pools_max == 0) lowering.pools_max = pools_max(lowering.reading.sources);
  if (++lowering.upstreams <= lowering.pools_max) return true;
  if (lowering.upstreams == lowering.pools_max + 1)
    lowering.error(node, 0,
                   fmt::format("the files have more than {} upstreams", lowering.pools_max),
                   "the rest of them is not read; evenkeel takes more of larger upstreams");
  return false;
}

}  // namespace

model::Pool& add_pool(Lowering& lowering, model::Layer layer, std::string_view name) {
  model::Pool& pool = lowering.config().pools.emplace_back();
  pool.name = std::string(name);
  pool.layer = layer;
  pool.balance.algorithm.value = "round_robin";
  pool.balance.draws.value = 1;
  if (layer == model::Layer::http) pool.keepalive.value = keepalive(lowering.version);
  return pool;
}

bool open_upstream(Lowering& lowering, const Node& node, const Scope& scope, OpenPool& open) {
  const bool http = scope.context == context::upstream;
  const auto layer = http ? model::Layer::http : model::Layer::tcp;
  if (!has_room(lowering, node) || is_second(lowering, node, layer)) return false;
  auto& pools = lowering.config().pools;
  open.index = pools.size();
  model::Pool& pool = add_pool(lowering, layer, node.word(1));
  pool.section = "upstream";
  pool.at = lowering.place(node, 1);
  pool.length = Lowering::length(node, 1);
  pool.servers.reserve(servers_in(node));
  return true;
}

void note_unread_servers(Lowering& lowering, const Node& include, OpenPool& open) {
  open.partly_unread = true;
  lowering.unread_of_pools.insert(&include);
  const Unread& why = lowering.document.unread.at(&include);
  const Place at = lowering.place(include, 1);
  auto& depends = lowering.config().pools[open.index].depends;
  if (depends.empty() || !(depends.back().at == at))
    depends.push_back({not_read(include, why), why.how, at, "", true});
}

void close_upstream(Lowering& lowering, const Node& node, const OpenPool& open) {
  if (open.partly_unread) return;  // what is missing may stand there
  const model::Pool& pool = lowering.config().pools[open.index];
  const std::string name = base::printable(pool.name);
  if (pool.servers.empty())
    return lowering.error_of_any(node, 1,
                                 fmt::format("no servers are inside upstream \"{}\"", name),
                                 "add a \"server\" line");
  const bool all_backup = std::all_of(pool.servers.begin(), pool.servers.end(),
                                      [](const model::Server& s) { return s.backup.value; });
  if (all_backup)
    lowering.error_of_any(node, 1,
                          fmt::format("no servers in upstream \"{}\": every one is a backup", name),
                          "remove \"backup\" from at least one server");
  if (open.resolved != nullptr && !pool.shared_state.value)
    lowering.error(*open.resolved, 0,
                   fmt::format("\"resolve\" needs upstream \"{}\" to be in shared memory", name),
                   "add \"zone NAME SIZE;\" to the upstream block");
}

void lower_pool_setting(Lowering& lowering, const Node& node, OpenPool& open) {
  model::Pool& pool = lowering.config().pools[open.index];
  const std::string_view name = node.word(0);
  if (name == "zone") return set_zone(lowering, node, pool);
  if (name == "keepalive") return set_keepalive(lowering, node, pool, open);
  if (name == "sticky") return set_sticky(lowering, node, pool);
}

void close_pools(Lowering& lowering) {
  if (!is_complete(lowering)) return;
  for (const auto& [name, zone] : lowering.zones)
    if (zone.bytes == 0)
      lowering.error(*zone.line, 1,
                     fmt::format("zone \"{}\" has no size", base::printable(name.second)),
                     "write \"zone NAME SIZE;\" in one of the upstreams that share it");
}

}  // namespace ek::dialects::nginx
