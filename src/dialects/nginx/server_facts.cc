#include "dialects/nginx/server_facts.h"

#include <fmt/format.h>

#include "dialects/nginx/key.h"
#include "dialects/nginx/listener.h"
#include "dialects/nginx/values.h"

namespace ek::dialects::nginx {
namespace {

// One text for one socket, as far as it is written in numbers.
std::string socket_of(const Node& listen) {
  if (is_unix(listen.word(1))) return std::string(listen.word(1));
  const std::string_view address = listen.word(1);
  const auto colon = address.rfind(':');
  std::string host = parse_count(address) ? "*" : std::string(address.substr(0, colon));
  if (address.ends_with(']')) host = std::string(address);
  if (host == "0.0.0.0") host = "*";
  return fmt::format("{}:{}", host, port_of(address));
}

bool encrypts(const Node& listen) {
  for (std::size_t i = 2; i < listen.words.size(); ++i)
    if (listen.word(i) == "ssl" || listen.word(i) == "quic") return true;
  return false;
}

template <class Visit>
void each_listen(const Effects& effects, BlockId server, Visit&& visit) {
  for (const Effect* effect : effects.of_owner(server))
    if (effect->line->word(0) == "listen") visit(*effect->line);
}

}  // namespace

ServerFacts::ServerFacts(const Lowering& lowering, const Effects& effects)
    : lowering_(lowering), effects_(effects) {
  for (const Effect& effect : lowering.effects)
    if (effect.line->word(0) == "listen" && effect.layer == model::Layer::http) {
      bool& encrypted = addresses_[socket_of(*effect.line)];
      encrypted = encrypted || encrypts(*effect.line);
    }
  merge_slashes_ = flag("merge_slashes", true);
  underscores_in_headers_ = flag("underscores_in_headers", false);
  ignore_invalid_headers_ = flag("ignore_invalid_headers", true);
}

std::optional<std::string> ServerFacts::port(BlockId server, model::Layer layer) const {
  std::optional<std::uint32_t> port;
  bool same = true;
  each_listen(effects_, server, [&](const Node& listen) {
    const std::uint32_t here = port_of(listen.word(1));
    const bool written = layer == model::Layer::http ||
                         listen.word(1).find(':') != std::string_view::npos ||
                         parse_count(listen.word(1)).has_value();
    same = same && here != 0 && written && here == port.value_or(here);
    port = here;
  });
  return port && same ? std::optional(std::to_string(*port)) : std::nullopt;
}

// Whether a socket encrypts is one line's word for all servers on it.
std::optional<std::string> ServerFacts::scheme(BlockId server) const {
  if (lowering_.fragment) return std::nullopt;
  if (const Effect* ssl = effects_.in_force("ssl", server, model::Layer::http);
      ssl != nullptr && lower_case(ssl->line->word(1)) == "on")
    return "https";
  std::size_t plain = 0, encrypted = 0;
  each_listen(effects_, server, [&](const Node& listen) {
    ++(addresses_.at(socket_of(listen)) ? encrypted : plain);
  });
  if (encrypted == 0) return "http";
  return plain == 0 ? std::optional<std::string>("https") : std::nullopt;
}

std::optional<std::string> ServerFacts::name(BlockId server) const {
  if (!opened_by(lowering_, server, "server")) return std::nullopt;
  for (const Effect* effect : effects_.of_owner(server)) {
    if (effect->line->word(0) != "server_name") continue;
    const std::string_view name = effect->line->word(1);
    const bool plain =
        name.find_first_of("*~$") == std::string_view::npos && !name.starts_with('.');
    return plain ? std::optional(lower_case(name)) : std::nullopt;
  }
  return "";
}

ServerFacts::Flag ServerFacts::flag(std::string_view directive, bool by_default) const {
  std::optional<Flag> agreed;
  const Node* some = nullptr;
  for (BlockId block = 1; block < lowering_.blocks.size(); ++block) {
    const Block& server = lowering_.blocks[block];
    if (!opened_by(lowering_, block, "server") || server.listener == 0) continue;
    const model::Listener& listener = lowering_.reading.config.listeners[server.listener - 1];
    if (listener.layer != model::Layer::http) continue;
    const Effect* line = effects_.in_force(directive, block, model::Layer::http);
    const bool on = line == nullptr ? by_default : lower_case(line->line->word(1)) == "on";
    if (line != nullptr) some = line->line;
    if (!agreed) agreed = Flag{on, nullptr};
    if (agreed->on != on) return {on, some};
  }
  return agreed.value_or(Flag{by_default, nullptr});
}

}  // namespace ek::dialects::nginx
