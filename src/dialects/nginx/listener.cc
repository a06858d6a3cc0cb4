#include "dialects/nginx/listener.h"

#include <fmt/format.h>

#include "base/text.h"
#include "dialects/nginx/defaults.h"
#include "dialects/nginx/values.h"

namespace ek::dialects::nginx {
namespace {

bool has_parameter(const Node& listen, std::string_view word) {
  for (std::size_t i = 2; i < listen.words.size(); ++i)
    if (listen.word(i) == word) return true;
  return false;
}

bool is_encrypted(const Node& listen) {
  return has_parameter(listen, "ssl") || has_parameter(listen, "quic");
}

void note_listen(Listens& listens, std::uint32_t port, bool encrypted) {
  const bool first = listens.plain + listens.encrypted == 0;
  ++(encrypted ? listens.encrypted : listens.plain);
  if (first) listens.port = port;
  listens.several_ports = listens.several_ports || port == 0 || port != listens.port;
}

void lower_listen(Lowering& lowering, const Node& node, model::Listener& listener) {
  model::Setting<std::string> bind;
  const std::string_view to = node.word(1);
  bind.set(is_unix(to) ? unix_text(to) : std::string(to), lowering.place(node, 1));
  listener.binds.push_back(std::move(bind));
  const std::uint32_t port = port_of(node.word(1));
  listener.shares_connections |= has_parameter(node, "http2") || has_parameter(node, "quic");
  if (node.word(1).ends_with(":0"))
    lowering.error(node, 1, fmt::format("invalid port in \"{}\"", base::printable(node.word(1))),
                   "write a port from 1 to 65535");
  if (listener.layer == model::Layer::http) note_listen(lowering.listens, port, is_encrypted(node));
}

// Does a line say what becomes of a connection? An include may hold it.
bool has_handler(const Node& server) {
  for (const Node* node = server.first_child; node != nullptr; node = node->next) {
    const std::string_view name = node->word(0);
    if (name == "proxy_pass" || name == "return" || name == "pass" || name == "zone_sync" ||
        name == "include" || name.starts_with("content_by_lua"))
      return true;
  }
  return false;
}

void check_stream_server(Lowering& lowering, const Node& node, const model::Listener& listener,
                         bool partly_unread) {
  if (listener.binds.empty() && !partly_unread)
    lowering.error(node, 0, "no \"listen\" is defined for this server", "add a \"listen\" line");
  if (has_handler(node)) return;
  constexpr model::Version starts_without_handler{1, 27, 1};
  const std::string help = "add \"proxy_pass NAME;\" to say where its connections go";
  if (lowering.version < starts_without_handler)
    lowering.error(node, 0, "no handler for this server", help);
  else
    lowering.warning(node, 0, "no handler for this server: nginx closes every connection", help);
}

}  // namespace

std::uint32_t port_of(std::string_view address) {
  if (is_unix(address)) return 0;
  if (const auto alone = parse_count(address)) return *alone;
  const auto colon = address.rfind(':');
  if (colon == std::string_view::npos || address.ends_with(']')) return http_port;
  return parse_count(address.substr(colon + 1)).value_or(0);
}

void open_listener(Lowering& lowering, const Node& node, Scope& scope) {
  scope.listener = 0;
  if (!lowering.may_add(node, scope)) return;
  model::Listener listener;
  listener.section = "server";
  const bool stream = scope.context == context::stream_server;
  listener.layer = stream ? model::Layer::tcp : model::Layer::http;
  listener.at = lowering.place(node, 0);
  lowering.config().listeners.push_back(std::move(listener));
  scope.listener = lowering.config().listeners.size();
}

void lower_listener_line(Lowering& lowering, const Node& node, std::size_t number) {
  if (number == 0) return;
  model::Listener& listener = lowering.config().listeners[number - 1];
  if (node.word(0) == "listen") return lower_listen(lowering, node, listener);
  if (listener.name.empty()) listener.name = std::string(node.word(1));
}

// A server without a name is called after what it listens on.
void close_listener(Lowering& lowering, const Node& node, const Scope& scope) {
  if (scope.listener == 0) return;
  model::Listener& listener = lowering.config().listeners[scope.listener - 1];
  if (listener.layer == model::Layer::tcp)
    check_stream_server(lowering, node, listener, *scope.partly_unread);
  if (listener.binds.empty() && listener.layer == model::Layer::http) {
    listener.binds.push_back({"*:80", model::Origin::defaulted, {}});
    note_listen(lowering.listens, 0, false);  // 80 for root, 8000 for others
  }
  const bool named = !listener.name.empty() && listener.name != "_" && listener.name != "\"\"";
  if (!named) listener.name = listener.binds.empty() ? "server" : listener.binds[0].value;
}

void lower_workers(Lowering& lowering, const Node& node) {
  model::Config& config = lowering.config();
  const bool processes = node.word(0) == "worker_processes";
  if (processes && node.word(1) == "auto") {
    config.program.processes = 0;
    return;
  }
  const auto number = parse_count(node.word(1));
  if (!number)
    return lowering.error(node, 1,
                          fmt::format("invalid value \"{}\" in \"{}\" directive",
                                      base::printable(node.word(1)), node.word(0)),
                          processes ? "write a number or \"auto\"" : "write a number");
  if (processes && *number == 0)
    return lowering.warning(node, 1, "without a worker process nothing is served",
                            "write a number or \"auto\"");
  const Place at = lowering.place(node, 1);
  if (processes)
    config.program.processes = *number;
  else if (node.word(0) == "worker_connections")
    config.maxconn.set(*number, at);
  else
    config.open_files.set(*number, at);
}

void lower_sharing(Lowering& lowering, const Node& node, const Scope& scope) {
  if (lower_case(node.word(1)) != "on") return;
  if (scope.listener == 0)
    lowering.listens.share_connections = true;
  else
    lowering.config().listeners[scope.listener - 1].shares_connections = true;
}

void close_listeners(Lowering& lowering) {
  if (!lowering.listens.share_connections) return;
  for (model::Listener& listener : lowering.config().listeners)
    listener.shares_connections = listener.layer == model::Layer::http;
}

void lower_events(Lowering& lowering, const Node& block) {
  model::Config& config = lowering.config();
  if (!config.maxconn.at.known()) config.maxconn.at = lowering.place(block, 0);
}

}  // namespace ek::dialects::nginx
