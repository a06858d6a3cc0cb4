// The line of an upstream block that says how a server is chosen.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "dialects/nginx/defaults.h"
#include "dialects/nginx/key.h"
#include "dialects/nginx/upstream.h"

namespace ek::dialects::nginx {
namespace {

void check_variables(Lowering& lowering, const Node& node) {
  const char* fault = template_fault(node.word(1));
  if (fault != nullptr) lowering.error(node, 1, fault, "write $name or ${name}");
}

// What was taken out of a key as written held no variable: it is one value, and not told which.
void settle_hidden(const Lowering& lowering, const Node& node, model::Key& key) {
  if (has_variable(lowering.raw(node, 1))) return;
  for (model::KeyPart& part : key.parts)
    if (part.source == model::KeySource::unsupported) part.values_max = 1;
}

void read_hash(Lowering& lowering, const Node& node, model::Pool& pool) {
  check_variables(lowering, node);
  auto& balance = pool.balance;
  model::Key key = read_key(node.word(1), pool.layer == model::Layer::tcp);
  settle_hidden(lowering, node, key);
  balance.key.set(std::move(key), lowering.place(node, 1));
  model::HashType type;
  type.function = model::HashFunction::crc32;
  balance.hash_type.value = type;
  if (node.words.size() < 3) return;
  if (node.word(2) != "consistent")
    return lowering.error(node, 2,
                          fmt::format("invalid parameter \"{}\"", base::printable(node.word(2))),
                          "\"consistent\" is the only one that \"hash\" takes");
  type.mapping = model::HashMapping::consistent;
  balance.hash_type.set(type, lowering.place(node, 2));
}

void read_ip_hash(model::Pool& pool, Place at) {
  model::Key key;
  key.parts.push_back({model::KeySource::client_address, "binary", {}});
  key.written = "ip_hash";
  pool.balance.key.set(std::move(key), at);
}

void read_random(Lowering& lowering, const Node& node, const Scope& scope, model::Pool& pool) {
  if (node.words.size() < 2) return;
  if (node.word(1) != "two")
    return lowering.error(node, 1,
                          fmt::format("invalid parameter \"{}\"", base::printable(node.word(1))),
                          "write \"random;\" or \"random two [least_conn];\"");
  pool.balance.draws.set(2, lowering.place(node, 1));
  pool.balance.draw_method.value = "least_conn";
  if (node.words.size() < 3) return;
  const std::string_view how = node.word(2);
  if (how != "least_conn" && !how.starts_with("least_time="))
    return lowering.error(node, 2, fmt::format("invalid parameter \"{}\"", base::printable(how)),
                          "\"least_conn\" is the method that \"random two\" takes");
  if (how.starts_with("least_time=")) lowering.commercial(node, 2, scope);
  pool.balance.draw_method.set(std::string(how), lowering.place(node, 2));
}

void read_least_time(Lowering& lowering, const Node& node, model::Pool& pool) {
  pool.balance.draw_method.set(std::string(node.word(1)), lowering.place(node, 1));
}

constexpr std::array<std::string_view, 8> methods{"hash",
                                                  "ip_hash",
                                                  "least_conn",
                                                  "least_time",
                                                  "random",
                                                  "fair",
                                                  "balancer_by_lua_block",
                                                  "balancer_by_lua_file"};

bool takes_backup(std::string_view method) {
  // The modules of others take what they like.
  return method == "least_conn" || method == "least_time" || method == "fair" ||
         method.starts_with("balancer_by_lua");
}

}  // namespace

bool is_method(std::string_view directive) {
  return std::find(methods.begin(), methods.end(), directive) != methods.end();
}

void lower_method(Lowering& lowering, const Node& node, const Scope& scope) {
  OpenPool& open = *scope.pool;
  model::Pool& pool = lowering.config().pools[open.index];
  const std::string_view method = node.word(0);
  if (open.method != nullptr ||
      (open.keepalive != nullptr && lowering.version < keepalive_order_free))
    lowering.warning(node, 0, "load balancing method redefined",
                     open.method != nullptr ? "keep one method: the last one wins"
                                            : "write the method before \"keepalive\"");
  open.method = &node;
  open.takes_backup = takes_backup(method);
  const Place at = lowering.place(node, 0);
  pool.balance.algorithm.set(std::string(method), at);
  pool.balance.key = {};
  pool.balance.hash_type = {};
  if (open.keepalive != nullptr && lowering.version < keepalive_order_free)
    pool.keepalive.value = 0;  // the method takes the place of the connection cache
  if (method == "hash") return read_hash(lowering, node, pool);
  if (method == "ip_hash") return read_ip_hash(pool, at);
  if (method == "random") return read_random(lowering, node, scope, pool);
  if (method == "least_time") return read_least_time(lowering, node, pool);
}

}  // namespace ek::dialects::nginx
