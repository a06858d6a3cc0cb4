// Variables of nginx itself in a key: what lines on the way, and the server's block, make of them.
#include <algorithm>
#include <utility>

#include "base/text.h"
#include "dialects/nginx/key.h"
#include "dialects/nginx/key_follower.h"
#include "dialects/nginx/target.h"

namespace ek::dialects::nginx {
namespace {

using model::KeySource;

// The value of a parameter in arguments that are written out.
std::string parameter_in(std::string_view args, std::string_view name) {
  while (!args.empty()) {
    const std::string_view pair = args.substr(0, args.find('&'));
    args.remove_prefix(std::min(pair.size() + 1, args.size()));
    if (pair.size() > name.size() && pair[name.size()] == '=' &&
        lower_case(pair.substr(0, name.size())) == name)
      return std::string(pair.substr(name.size() + 1));
  }
  return {};
}

Change unknown_by(const Change& change) {
  return {Change::Kind::unknown, {}, change.line};
}

}  // namespace

KeyFollower::Parts KeyFollower::built_in(const Way* way, const std::string& name, int depth) {
  const bool http = pool_.layer == model::Layer::http;
  Parts as_written = read_key("${" + name + "}", !http).parts;
  if (as_written[0].source == KeySource::client_address && only_unix_) return {text_part("unix:")};
  if (way == nullptr) return as_written;
  if (as_written[0].source == KeySource::unsupported) return constant(*way, name, as_written);
  if (!http) return as_written;
  switch (as_written[0].source) {
    case KeySource::path:
      return changed(way, ways_.uri_on(*way), name, depth, path(name, as_written[0]));
    case KeySource::query:
      return query(way, name, depth, as_written);
    case KeySource::query_parameter:
      return parameter(way, name, depth, as_written);
    case KeySource::header:
    case KeySource::cookie:
      return header(*way, name, as_written);
    default:
      return as_written;
  }
}

// What every request on this way has.
KeyFollower::Parts KeyFollower::constant(const Way& way, const std::string& name,
                                         const Parts& as_written) {
  std::optional<std::string> value;
  const bool http = pool_.layer == model::Layer::http;
  if (name == "server_port") value = facts_.port(way.server, pool_.layer);
  if (http && name == "scheme") value = facts_.scheme(way.server);
  if (http && name == "server_name") value = facts_.name(way.server);
  if (http && name == "proxy_host") value = proxied_host(way);
  return value ? Parts{text_part(*value)} : as_written;
}

std::optional<std::string> KeyFollower::proxied_host(const Way& way) const {
  const Node* pass = lowering_.blocks[way.block].pass;
  if (pass == nullptr || pass->word(0) != "proxy_pass" || has_variable(pass->word(1)))
    return std::nullopt;
  const Target target = parse_target(pass->word(1));
  if (target.has_port) return std::nullopt;
  return std::string(target.host);
}

// $uri keeps its double slashes where merge_slashes is off.
KeyFollower::Parts KeyFollower::path(const std::string& name, KeyPart as_written) {
  const ServerFacts::Flag& merge = facts_.merge_slashes();
  if (merge.line != nullptr)
    return {
        unknown(name, "is not the same for all servers (" + line(*merge.line) + ")", merge.line)};
  if (!merge.on) as_written.converters = {"slashes kept"};
  return {std::move(as_written)};
}

KeyFollower::Parts KeyFollower::query(const Way* way, const std::string& name, int depth,
                                      const Parts& as_written) {
  const Change change = ways_.args_on(*way);
  if (as_written[0].converters.empty() || change.kind != Change::Kind::text)
    return changed(way, change, name, depth, as_written);
  if (!has_variable(change.text)) return {text_part(change.text.empty() ? "" : "?")};  // $is_args
  return changed(way, unknown_by(change), name, depth, as_written);
}

KeyFollower::Parts KeyFollower::header(const Way& way, const std::string& name, Parts as_written) {
  if (const Node* code = ways_.headers_changed_on(way, pool_.layer))
    return {unknown(name, "may be changed on its way here (" + line(*code) + ")", code)};
  KeyPart& part = as_written[0];
  if (!part.converters.empty()) {  // $host
    if (host_name_) part.converters.push_back(*host_name_);
  } else if (part.source == KeySource::header && part.text.find('-') != std::string::npos) {
    accept_underscores(part);
  }
  return as_written;
}

// Whether X_User is X-User, or dropped.
void KeyFollower::accept_underscores(KeyPart& part) {
  const ServerFacts::Flag& accepted = facts_.underscores_in_headers();
  const ServerFacts::Flag& dropped = facts_.ignore_invalid_headers();
  const Node* differs = accepted.line != nullptr ? accepted.line : dropped.line;
  if (differs == nullptr) {
    if (accepted.on || !dropped.on) part.converters = {"underscores"};
    return;
  }
  if (std::exchange(underscores_said_, true)) return;
  pool_.depends.push_back(
      {"whether headers with a _ in their names count is not the same for "
       "all servers (" +
           line(*differs) + ")",
       "", lowering_.place(*differs, 0),
       "headers without a _ in their names (" + line(*differs) + ")"});
}

KeyFollower::Parts KeyFollower::changed(const Way* way, const Change& change,
                                        const std::string& name, int depth, Parts as_written) {
  if (change.kind == Change::Kind::none) return as_written;
  if (change.kind == Change::Kind::text) return expand(way, change.text, depth);
  return {unknown(name, "is changed on its way here (" + line(*change.line) + ")", change.line)};
}

KeyFollower::Parts KeyFollower::parameter(const Way* way, const std::string& name, int depth,
                                          Parts as_written) {
  const Change change = ways_.args_on(*way);
  if (change.kind == Change::Kind::text) {
    const Parts whole = expand(way, change.text, depth);
    std::string text;
    for (const KeyPart& part : whole) {
      if (part.source != KeySource::literal)
        return {
            unknown(name, "is changed on its way here (" + line(*change.line) + ")", change.line)};
      text += part.text;
    }
    return {text_part(parameter_in(text, as_written[0].text))};
  }
  return changed(way, change, name, depth, std::move(as_written));
}

}  // namespace ek::dialects::nginx
