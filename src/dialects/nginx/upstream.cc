#include "dialects/nginx/upstream.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "dialects/nginx/defaults.h"
#include "dialects/nginx/values.h"

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

// The program finds an upstream by its name without case.
bool same_name(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) {
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
    return lower(x) == lower(y);
  });
}

void set_zone(Lowering& lowering, const Node& node, model::Pool& pool) {
  pool.shared_state.set(true, lowering.place(node, 1));
}

void set_keepalive(Lowering& lowering, const Node& node, model::Pool& pool, OpenPool& open) {
  const auto connections = parse_count(node.word(1));
  const bool zero_allowed = lowering.version >= keepalive_order_free;
  if (open.keepalive)
    lowering.error(node, 0, "\"keepalive\" directive is duplicate", "keep one of them");
  open.keepalive = true;
  if (!connections || (*connections == 0 && !zero_allowed))
    return lowering.error(node, 1,
                          fmt::format("invalid value \"{}\" in \"keepalive\" directive",
                                      base::printable(node.word(1))),
                          "write a number of idle connections, 1 or more");
  pool.keepalive.set(*connections, lowering.place(node, 1));
}

}  // namespace

void open_upstream(Lowering& lowering, const Node& node, Contexts context, OpenPool& open) {
  const auto layer = context == context::stream ? model::Layer::tcp : model::Layer::http;
  auto& pools = lowering.config().pools;
  for (const model::Pool& pool : pools)
    if (pool.layer == layer && same_name(pool.name, node.word(1)))
      lowering.error(node, 1,
                     fmt::format("duplicate upstream \"{}\"", base::printable(node.word(1))),
                     fmt::format("the first one is on line {}; rename one of them", pool.at.line));
  model::Pool pool;
  pool.name = std::string(node.word(1));
  pool.section = "upstream";
  pool.layer = layer;
  pool.at = lowering.place(node, 1);
  pool.length = Lowering::length(node, 1);
  pool.balance.algorithm.value = "round_robin";
  pool.balance.draws.value = 1;
  if (layer == model::Layer::http) pool.keepalive.value = keepalive(lowering.version);
  pool.servers.reserve(servers_in(node));
  open.index = pools.size();
  pools.push_back(std::move(pool));
}

void close_upstream(Lowering& lowering, const Node& node, const OpenPool& open) {
  const model::Pool& pool = lowering.config().pools[open.index];
  const std::string name = base::printable(pool.name);
  if (pool.servers.empty())
    return lowering.error(node, 1, fmt::format("no servers are inside upstream \"{}\"", name),
                          "add a \"server\" line");
  const bool all_backup = std::all_of(pool.servers.begin(), pool.servers.end(),
                                      [](const model::Server& s) { return s.backup.value; });
  if (all_backup)
    lowering.error(node, 1,
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
}

}  // namespace ek::dialects::nginx
