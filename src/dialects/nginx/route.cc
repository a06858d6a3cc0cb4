#include "dialects/nginx/route.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/secret.h"
#include "base/text.h"
#include "dialects/nginx/key.h"

namespace ek::dialects::nginx {
namespace {

using model::Route;

constexpr std::array<std::string_view, 6> passes{"proxy_pass", "fastcgi_pass", "uwsgi_pass",
                                                 "scgi_pass",  "grpc_pass",    "memcached_pass"};

// "http://user:word@host:80/path" -> "host:80". Without a scheme: the whole up to the first slash.
std::string_view authority(std::string_view target) {
  const auto scheme = target.find("://");
  if (scheme != std::string_view::npos) target.remove_prefix(scheme + 3);
  if (target.starts_with("unix:")) return target;
  target = target.substr(0, target.find_first_of("/?"));
  const auto at = target.rfind('@');
  return at == std::string_view::npos ? target : target.substr(at + 1);
}

bool same_name(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](unsigned char x, unsigned char y) {
    return (x >= 'A' && x <= 'Z' ? x + 32 : x) == (y >= 'A' && y <= 'Z' ? y + 32 : y);
  });
}

const model::Pool* find_pool(const model::Config& config, std::string_view name,
                             model::Layer layer) {
  for (const model::Pool& pool : config.pools)
    if (pool.layer == layer && same_name(pool.name, name)) return &pool;
  return nullptr;
}

std::string condition_of(const Scope& scope) {
  std::string out;
  if (!scope.location.empty()) out = "location " + base::printable(scope.location);
  if (!scope.condition.empty())
    out += (out.empty() ? "if " : ", if ") + base::printable(scope.condition);
  return out;
}

}  // namespace

bool is_pass(std::string_view directive) {
  return std::find(passes.begin(), passes.end(), directive) != passes.end();
}

void lower_pass(Lowering& lowering, const Node& node, const Scope& scope) {
  Route route;
  const auto& listeners = lowering.config().listeners;
  if (scope.listener != 0) route.listener = listeners[scope.listener - 1].name;
  route.target = std::string(authority(node.word(1)));
  route.computed = has_variable(route.target);
  route.condition = condition_of(scope);
  route.directive = std::string(node.word(0));
  route.at = lowering.place(node, 1);
  route.length = Lowering::length(node, 1);
  route.is_pool = (scope.context & context::any_stream) == 0;  // the layer, until resolve_routes
  lowering.config().routes.push_back(std::move(route));
}

void collect_variable(Lowering& lowering, const Node& node) {
  const std::string_view name = node.word(1);
  if (!name.starts_with('$')) return;
  lowering.variables[std::string(name.substr(1))].push_back(
      {std::string(node.word(2)), "set", lowering.place(node, 2), Lowering::length(node, 2)});
}

void collect_map(Lowering& lowering, const Node& block) {
  const std::string_view name = block.word(2);
  if (!name.starts_with('$')) return;
  const bool split = block.word(0) == "split_clients";
  auto& values = lowering.variables[std::string(name.substr(1))];
  for (const Node* line = block.first_child; line != nullptr; line = line->next) {
    if (line->kind != text::NodeKind::statement || line->words.size() != 2) continue;
    if (line->word(0) == "include") continue;
    const std::string condition =
        split ? fmt::format("{} of {}", line->word(0) == "*" ? "the rest" : line->word(0),
                            base::printable(block.word(1)))
        : line->word(0) == "default"
            ? fmt::format("no other value of {}", base::printable(block.word(1)))
            : fmt::format("{} is {}", base::printable(block.word(1)),
                          base::printable(line->word(0)));
    values.push_back({std::string(line->word(1)), condition, lowering.place(*line, 1),
                      Lowering::length(*line, 1)});
  }
}

void resolve_routes(Lowering& lowering) {
  model::Config& config = lowering.config();
  std::vector<Route> resolved;
  for (Route& route : config.routes) {
    const auto layer = route.is_pool ? model::Layer::http : model::Layer::tcp;
    if (!route.computed) {
      const model::Pool* pool = find_pool(config, route.target, layer);
      route.is_pool = pool != nullptr;
      if (pool != nullptr) route.target = pool->name;
      resolved.push_back(std::move(route));
      continue;
    }
    const auto parts = split_template(route.target);
    const auto known =
        parts.size() == 1 ? lowering.variables.find(parts[0].text) : lowering.variables.end();
    bool any = false;
    if (known != lowering.variables.end()) {
      for (const VariableValue& value : known->second) {
        const model::Pool* pool = find_pool(config, authority(value.value), layer);
        if (pool == nullptr) continue;
        Route possible = route;
        possible.target = pool->name;
        possible.is_pool = true;
        possible.condition += (possible.condition.empty() ? "" : ", ") + value.condition;
        resolved.push_back(std::move(possible));
        any = true;
      }
    }
    if (any) continue;
    route.is_pool = false;
    resolved.push_back(std::move(route));
  }
  config.routes = std::move(resolved);
}

}  // namespace ek::dialects::nginx
