#include "dialects/nginx/route.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "dialects/nginx/key.h"
#include "dialects/nginx/seen.h"
#include "dialects/nginx/target.h"
#include "dialects/nginx/values.h"

namespace ek::dialects::nginx {
namespace {

constexpr std::array<std::string_view, 6> passes{"proxy_pass", "fastcgi_pass", "uwsgi_pass",
                                                 "scgi_pass",  "grpc_pass",    "memcached_pass"};

std::string condition_of(const Scope& scope) {
  std::string out;
  if (!scope.location.empty()) out = "location " + base::printable(scope.location);
  if (!scope.condition.empty())
    out += (out.empty() ? "if " : ", if ") + base::printable(scope.condition);
  return out;
}

// Where the program cannot replace a part of the path.
bool without_prefix(const Scope& scope) {
  return scope.location.starts_with('~') || scope.location.starts_with('@') ||
         !scope.condition.empty() || scope.context == context::limit_except;
}

// Is the target written as proxy_pass wants it? (Asked only where no variable stands in it.)
bool well_written(Lowering& lowering, const Node& node, const Target& target, const Scope& scope) {
  const std::string scheme = lower_case(target.scheme);
  if (scheme != "http" && scheme != "https") {
    lowering.error(node, 1, "invalid URL prefix in \"proxy_pass\"",
                   "begin it with http:// or https://");
    return false;
  }
  const std::uint16_t any_port = 80;
  if (const char* fault = parse_upstream_address(target.place, any_port).error; fault != nullptr)
    lowering.error(node, 1,
                   fmt::format("{} in upstream \"{}\"", fault, base::printable(target.place)),
                   "write it as http://host:port, the port from 1 to 65535");
  if (target.has_uri && without_prefix(scope))
    lowering.error_of_any(node, 1,
                          "\"proxy_pass\" cannot have a URI part in a location given by a regular "
                          "expression, in a named location, in \"if\" or in \"limit_except\"",
                          "write the scheme, host and port alone, or rewrite the path");
  return true;
}

// Those that know neither a scheme nor a path.
void refuse_url(Lowering& lowering, const Node& node, const Target& target, bool http) {
  const std::string_view name = node.word(0);
  const bool plain =
      !http || name == "fastcgi_pass" || name == "scgi_pass" || name == "memcached_pass";
  if (!plain || is_hidden(node.word(1)) || (target.scheme.empty() && !target.has_uri)) return;
  lowering.error(node, 1,
                 fmt::format("invalid host in upstream \"{}\"", base::printable(node.word(1))),
                 "write address:port alone, or the name of an upstream");
}

// One block hands its requests to one place: the last line wins, a second of its kind is refused.
bool replaces_earlier(Lowering& lowering, const Node& node, Block& block) {
  if (block.pass == nullptr) return false;
  if (block.pass->word(0) == node.word(0)) {
    refuse_second(lowering, *block.pass, node);
    return true;
  }
  lowering.warning(node, 0,
                   fmt::format("this overrides \"{}\" in the same block", block.pass->word(0)),
                   "keep one of them");
  return true;
}

// The port of a target that states none (nginx.org, proxy_pass); 0: it must state one.
std::uint16_t default_port(std::string_view directive, const Target& target, bool http) {
  const std::string scheme = lower_case(target.scheme);
  if (http && directive == "proxy_pass") return scheme == "https" ? 443 : 80;
  return 0;
}

}  // namespace

bool is_pass(std::string_view directive) {
  return directive.ends_with("_pass") &&
         std::find(passes.begin(), passes.end(), directive) != passes.end();
}

void lower_pass(Lowering& lowering, const Node& node, const Scope& scope) {
  if (!lowering.may_add(node, scope)) return;
  model::Config& config = lowering.config();
  const bool http = (scope.context & context::any_stream) == 0;
  model::Route route;
  route.computed = has_variable(node.word(1));
  const Target target = parse_target(node.word(1));
  const bool url = http && !route.computed && node.word(0) == "proxy_pass";
  if (url && !well_written(lowering, node, target, scope)) return;
  if (!route.computed) refuse_url(lowering, node, target, http);
  route.target = std::string(route.computed ? node.word(1) : target.place);
  route.condition = condition_of(scope);
  route.directive = std::string(node.word(0));
  route.at = lowering.place(node, 1);
  route.length = Lowering::length(node, 1);
  const std::uint16_t port = default_port(node.word(0), target, http);
  Block& block = lowering.blocks[scope.block];
  if (replaces_earlier(lowering, node, block)) {
    config.routes[block.route] = std::move(route);
    lowering.route_ports[block.route] = port;
    return;
  }
  block.pass = &node;
  block.route = config.routes.size();
  config.routes.push_back(std::move(route));
  lowering.route_blocks.push_back(scope.block);
  lowering.route_layers.push_back(http ? model::Layer::http : model::Layer::tcp);
  lowering.route_listeners.push_back(scope.listener);
  lowering.route_ports.push_back(port);
}

}  // namespace ek::dialects::nginx
