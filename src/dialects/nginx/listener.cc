#include "dialects/nginx/listener.h"

#include <fmt/format.h>

#include "base/text.h"
#include "dialects/nginx/values.h"

namespace ek::dialects::nginx {

std::size_t open_listener(Lowering& lowering, const Node& node, Contexts context) {
  model::Listener listener;
  listener.section = "server";
  listener.layer = context == context::stream_server ? model::Layer::tcp : model::Layer::http;
  listener.at = lowering.place(node, 0);
  lowering.config().listeners.push_back(std::move(listener));
  return lowering.config().listeners.size();
}

void lower_listener_line(Lowering& lowering, const Node& node, std::size_t number) {
  if (number == 0) return;
  model::Listener& listener = lowering.config().listeners[number - 1];
  if (node.word(0) == "listen") {
    model::Setting<std::string> bind;
    bind.set(std::string(node.word(1)), lowering.place(node, 1));
    listener.binds.push_back(std::move(bind));
  } else if (listener.name.empty()) {
    listener.name = std::string(node.word(1));
  }
}

// A server without a name is called after what it listens on; without that it is port 80 in http.
void close_listener(Lowering& lowering, std::size_t number) {
  if (number == 0) return;
  model::Listener& listener = lowering.config().listeners[number - 1];
  if (listener.binds.empty() && listener.layer == model::Layer::http)
    listener.binds.push_back({"*:80", model::Origin::defaulted, {}});
  const std::string name = !listener.name.empty()    ? listener.name
                           : !listener.binds.empty() ? listener.binds.front().value
                                                     : "server";
  listener.name = name;
}

void lower_workers(Lowering& lowering, const Node& node) {
  model::Config& config = lowering.config();
  const bool processes = node.word(0) == "worker_processes";
  if (processes && node.word(1) == "auto") {
    config.program.processes = 0;
    return;
  }
  const auto number = parse_count(node.word(1));
  if (!number || (processes && *number == 0))
    return lowering.error(node, 1,
                          fmt::format("invalid value \"{}\" in \"{}\" directive",
                                      base::printable(node.word(1)), node.word(0)),
                          processes ? "write a number or \"auto\"" : "write a number");
  if (processes)
    config.program.processes = *number;
  else
    config.maxconn.set(*number, lowering.place(node, 1));
}

}  // namespace ek::dialects::nginx
