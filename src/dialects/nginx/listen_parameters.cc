#include "dialects/nginx/listen_parameters.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <vector>

#include "base/text.h"
#include "dialects/nginx/seen.h"
#include "dialects/nginx/shown.h"
#include "dialects/nginx/values.h"

namespace ek::dialects::nginx {
namespace {

using model::Version;

enum class Value : std::uint8_t { none, any, count, size, on_or_off, keepalive };

constexpr Version always{}, never{0xFFFF, 0, 0};

struct Parameter {
  std::string_view name;  // with its "="
  Value value;
  Version http, stream;  // first version that takes it there
  bool with_udp = true;
};

// Facts of 1.18.0, 1.22.1, 1.29.8 and 1.31.4, asked of each, and of the manual. What depends on the
// system or was taken with a warning once (setfib=, spdy) is no reason to refuse.
constexpr Parameter parameters[]{
    {"default_server", Value::none, always, {1, 25, 5}},
    {"default", Value::none, always, never},
    {"bind", Value::none, always, always},
    {"setfib=", Value::any, always, always},
    {"fastopen=", Value::count, always, {1, 21, 0}, false},
    {"backlog=", Value::count, always, always, false},
    {"rcvbuf=", Value::size, always, always},
    {"sndbuf=", Value::size, always, always},
    {"accept_filter=", Value::any, always, {1, 25, 5}, false},
    {"deferred", Value::none, always, {1, 25, 5}, false},
    {"ipv6only=", Value::on_or_off, always, always},
    {"reuseport", Value::none, always, always},
    {"multipath", Value::none, {1, 29, 7}, {1, 29, 7}, false},
    {"ssl", Value::none, always, always, false},
    {"http2", Value::none, always, never},
    {"spdy", Value::none, always, never},
    {"quic", Value::none, {1, 25, 0}, never},
    {"so_keepalive=", Value::keepalive, always, always, false},
    {"proxy_protocol", Value::none, always, always, false},
    {"udp", Value::none, never, always},
};

const Parameter* find_parameter(std::string_view word) {
  const auto found = std::ranges::find_if(parameters, [&](const Parameter& known) {
    return known.value == Value::none ? word == known.name : word.starts_with(known.name);
  });
  return found == std::end(parameters) ? nullptr : found;
}

// "on", "off", or "IDLE:INTERVAL:COUNT" of which one at least is there.
bool is_keepalive(std::string_view text) {
  if (text == "on" || text == "off") return true;
  const auto take = [&] {
    const std::string_view part = text.substr(0, text.find(':'));
    text.remove_prefix(std::min(part.size() + 1, text.size()));
    return part;
  };
  const std::string_view idle = take(), interval = take(), count = text;
  if (idle.empty() && interval.empty() && count.empty()) return false;
  return (idle.empty() || parse_seconds(idle)) && (interval.empty() || parse_seconds(interval)) &&
         (count.empty() || parse_number(count).value_or(0) > 0);
}

bool fits(Value kind, std::string_view text, std::string_view name) {
  switch (kind) {
    case Value::count:
      return parse_number(text).value_or(0) > 0 || (text == "0" && name == "fastopen=");
    case Value::size:
      return parse_size(text).has_value();
    case Value::on_or_off:
      return text == "on" || text == "off";
    case Value::keepalive:
      return is_keepalive(text);
    case Value::none:
    case Value::any:
      return true;
  }
  return true;
}

void refuse_unknown(Lowering& lowering, const Node& node, std::size_t word) {
  std::vector<std::string_view> names;
  for (const Parameter& known : parameters) names.push_back(known.name);
  const std::string_view written = node.word(word);
  const std::string_view near =
      base::nearest(written.substr(0, std::min(written.find('='), written.size() - 1) + 1), names);
  lowering.error(
      node, word, fmt::format("invalid parameter \"{}\"", shown(written)),
      near.empty() ? "\"listen\" takes no such word" : fmt::format("did you mean \"{}\"?", near));
}

void check_parameter(Lowering& lowering, const Node& node, std::size_t word, bool stream) {
  const std::string_view written = node.word(word);
  const Parameter* known = find_parameter(written);
  const Version since = known == nullptr ? never : stream ? known->stream : known->http;
  if (since == never) return refuse_unknown(lowering, node, word);
  if (lowering.version < since)
    return lowering.version_error(
        node, word,
        fmt::format("\"listen\" takes \"{}\"{} from version {} on; this is {}", known->name,
                    stream ? " in stream" : "", model::to_string(since),
                    model::to_string(lowering.version)));
  if (!fits(known->value, written.substr(known->name.size()), known->name))
    lowering.error(node, word, fmt::format("invalid value in \"{}\"", shown(written)),
                   "write another one, or leave it out");
}

void check_udp(Lowering& lowering, const Node& node) {
  for (std::size_t word = 2; word < node.words.size(); ++word) {
    const Parameter* known = find_parameter(node.word(word));
    if (known != nullptr && !known->with_udp)
      lowering.error(
          node, word,
          fmt::format("\"listen\" parameter \"{}\" is incompatible with \"udp\"", known->name),
          "remove one of them");
  }
}

}  // namespace

void check_listen_parameters(Lowering& lowering, const Node& node, const Scope& scope) {
  if ((scope.context & (context::server | context::stream_server)) == 0) return;
  const bool stream = layer_of(scope) == model::Layer::tcp;
  bool udp = false;
  for (std::size_t word = 2; word < node.words.size(); ++word) {
    check_parameter(lowering, node, word, stream);
    udp |= node.word(word) == "udp";
  }
  if (udp && stream) check_udp(lowering, node);
}

}  // namespace ek::dialects::nginx
