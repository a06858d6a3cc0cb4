#include "dialects/nginx/key_inputs.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "base/text.h"
#include "dialects/nginx/key.h"
#include "dialects/nginx/server_facts.h"
#include "dialects/nginx/subrequests.h"
#include "dialects/nginx/target.h"
#include "dialects/nginx/ways.h"

namespace ek::dialects::nginx {
namespace {

using model::KeyPart;
using model::KeySource;
using Parts = std::vector<KeyPart>;

// Why: a pool that a thousand locations use is asked of in each of them; beyond that nobody reads.
constexpr std::size_t ways_max = 1000;
constexpr std::size_t parts_max = 64;  // variables of variables grow without end
constexpr int depth_max = 8;

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

class KeyFollower {
 public:
  KeyFollower(Lowering& lowering, Ways& ways, const ServerFacts& facts, model::Pool& pool,
              std::vector<Way> from)
      : lowering_(lowering),
        ways_(ways),
        facts_(facts),
        pool_(pool),
        from_(std::move(from)),
        at_(pool.balance.key.at),
        only_unix_(!from_.empty() && std::all_of(from_.begin(), from_.end(), [&](const Way& way) {
          return ways.only_unix_sockets(way) && ways.real_address_on(way, pool.layer) == nullptr;
        })) {
    if (!from_.empty()) host_name_ = facts.name(from_[0].server);
    if (host_name_ && host_name_->empty()) host_name_.reset();
  }

  void follow() {
    Parts all;
    for (const TemplatePart& part : split_template(pool_.balance.key.value.written)) {
      Parts parts = part.variable ? agreed(part.text) : Parts{literal(part.text)};
      all.insert(all.end(), parts.begin(), parts.end());
    }
    if (all.size() > parts_max) return;
    say_unknown(all);
    pool_.balance.key.value.parts = std::move(all);
  }

 private:
  static KeyPart literal(std::string_view text) {
    return {KeySource::literal, std::string(text), {}};
  }
  std::string line(const Node& node) const { return words_of(lowering_, node, at_); }
  KeyPart unknown(std::string_view variable, std::string why, const Node* node) {
    if (changed_at_ == nullptr) changed_at_ = node;
    KeyPart part{KeySource::unsupported, "$" + base::printable(variable), {}};
    part.why = std::move(why);
    return part;
  }

  // What a variable is on all ways to the pool.
  Parts agreed(std::string_view variable) {
    if (from_.empty()) return value(nullptr, lower_case(variable), 0);
    Parts first = value(&from_[0], lower_case(variable), 0);
    for (std::size_t i = 1; i < from_.size(); ++i) {
      const Parts other = value(&from_[i], lower_case(variable), 0);
      if (other == first) continue;
      const Node* there = lowering_.blocks[from_[i].block].pass;
      return {unknown(variable,
                      there == nullptr ? "differs between the places that send requests here"
                                       : "differs between the places that send requests here (" +
                                             line(*there) + ")",
                      there)};
    }
    return first;
  }

  Parts expand(const Way* way, std::string_view text, int depth) {
    Parts parts;
    for (const TemplatePart& part : split_template(text)) {
      Parts more =
          part.variable ? value(way, lower_case(part.text), depth + 1) : Parts{literal(part.text)};
      parts.insert(parts.end(), more.begin(), more.end());
      if (parts.size() > parts_max) break;
    }
    return parts;
  }

  Parts value(const Way* way, const std::string& name, int depth) {
    if (depth > depth_max) return {unknown(name, "is defined by too many variables", nullptr)};
    if (way != nullptr) {
      const Change set = name == "args" ? Change{} : ways_.variable_on(*way, name);
      if (set.kind == Change::Kind::text) return expand(way, set.text, depth);
      if (set.kind == Change::Kind::unknown)
        return {unknown(name, "is not the same for all requests here (" + line(*set.line) + ")",
                        set.line)};
    }
    if (const Effect* block = ways_.effects().definition(pool_.layer, name))
      return defined(way, *block, name, depth);
    return built_in(way, name, depth);
  }

  // A map, or one of its kind: followed where it gives one value.
  Parts defined(const Way* way, const Effect& block, const std::string& name, int depth) {
    if (const auto only = only_value(*block.line)) {
      const bool text = block.line->word(0) == "geo";
      return text ? Parts{literal(*only)} : expand(way, *only, depth);
    }
    return {
        unknown(name, "comes from " + line(*block.line) + ", which is not followed", block.line)};
  }

  static std::optional<std::string> only_value(const Node& block) {
    const std::string_view kind = block.word(0);
    if (kind != "map" && kind != "geo" && kind != "split_clients") return std::nullopt;
    std::optional<std::string> value;
    bool rest = false;  // is there a line for everything else?
    for (const Node* line = block.first_child; line != nullptr; line = line->next) {
      if (line->words.size() == 1 && kind == "map") continue;  // a flag
      if (line->words.empty()) continue;
      if (line->words.size() != 2 || line->word(0) == "include") return std::nullopt;
      if (value && *value != line->word(1)) return std::nullopt;
      value = std::string(line->word(1));
      rest = rest || line->word(0) == (kind == "split_clients" ? "*" : "default");
    }
    if (!rest && value && !value->empty()) return std::nullopt;
    return value.value_or("");
  }

  Parts built_in(const Way* way, const std::string& name, int depth) {
    const bool http = pool_.layer == model::Layer::http;
    Parts as_written = read_key("${" + name + "}", !http).parts;
    if (as_written[0].source == KeySource::client_address && only_unix_) return {literal("unix:")};
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
  Parts constant(const Way& way, const std::string& name, const Parts& as_written) {
    std::optional<std::string> value;
    const bool http = pool_.layer == model::Layer::http;
    if (name == "server_port") value = facts_.port(way.server, pool_.layer);
    if (http && name == "scheme") value = facts_.scheme(way.server);
    if (http && name == "server_name") value = facts_.name(way.server);
    if (http && name == "proxy_host") value = proxied_host(way);
    return value ? Parts{literal(*value)} : as_written;
  }

  std::optional<std::string> proxied_host(const Way& way) const {
    const Node* pass = lowering_.blocks[way.block].pass;
    if (pass == nullptr || pass->word(0) != "proxy_pass" || has_variable(pass->word(1)))
      return std::nullopt;
    const Target target = parse_target(pass->word(1));
    if (target.has_port) return std::nullopt;
    return std::string(target.host);
  }

  // $uri keeps its double slashes where merge_slashes is off.
  Parts path(const std::string& name, KeyPart as_written) {
    const ServerFacts::Flag& merge = facts_.merge_slashes();
    if (merge.line != nullptr)
      return {
          unknown(name, "is not the same for all servers (" + line(*merge.line) + ")", merge.line)};
    if (!merge.on) as_written.converters = {"slashes kept"};
    return {std::move(as_written)};
  }

  Parts query(const Way* way, const std::string& name, int depth, const Parts& as_written) {
    const Change change = ways_.args_on(*way);
    if (as_written[0].converters.empty() || change.kind != Change::Kind::text)
      return changed(way, change, name, depth, as_written);
    if (!has_variable(change.text)) return {literal(change.text.empty() ? "" : "?")};  // $is_args
    return changed(way, unknown_by(change), name, depth, as_written);
  }
  static Change unknown_by(const Change& change) {
    return {Change::Kind::unknown, {}, change.line};
  }

  Parts header(const Way& way, const std::string& name, Parts as_written) {
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
  void accept_underscores(KeyPart& part) {
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

  Parts changed(const Way* way, const Change& change, const std::string& name, int depth,
                Parts as_written) {
    if (change.kind == Change::Kind::none) return as_written;
    if (change.kind == Change::Kind::text) return expand(way, change.text, depth);
    return {unknown(name, "is changed on its way here (" + line(*change.line) + ")", change.line)};
  }

  Parts parameter(const Way* way, const std::string& name, int depth, Parts as_written) {
    const Change change = ways_.args_on(*way);
    if (change.kind == Change::Kind::text) {
      const Parts whole = expand(way, change.text, depth);
      std::string text;
      for (const KeyPart& part : whole) {
        if (part.source != KeySource::literal)
          return {unknown(name, "is changed on its way here (" + line(*change.line) + ")",
                          change.line)};
        text += part.text;
      }
      return {literal(parameter_in(text, as_written[0].text))};
    }
    return changed(way, change, name, depth, std::move(as_written));
  }

  void say_unknown(const Parts& parts) {
    for (const KeyPart& part : parts) {
      if (part.why.empty() || changed_at_ == nullptr) continue;
      pool_.depends.push_back({"the value of " + part.text + " in the key of " +
                                   base::printable(pool_.name) + " " + part.why,
                               "the shares take it as spread evenly all the same",
                               lowering_.place(*changed_at_, 0)});
      return;
    }
  }

  Lowering& lowering_;
  Ways& ways_;
  const ServerFacts& facts_;
  model::Pool& pool_;
  std::vector<Way> from_;
  Place at_;
  const bool only_unix_;                  // every client comes by a Unix socket, and has no address
  std::optional<std::string> host_name_;  // $host of a request that names none
  bool underscores_said_ = false;
  const Node* changed_at_ = nullptr;
};

// The blocks whose lines hand over to each pool, by its index.
std::vector<std::vector<Way>> ways_to_pools(const Lowering& lowering, const Ways& ways) {
  const model::Config& config = lowering.reading.config;
  std::vector<std::vector<Way>> found(config.pools.size());
  for (std::size_t i = 0; i < config.routes.size(); ++i) {
    if (!config.routes[i].is_pool) continue;
    const auto pool =
        lowering.pools.find(pool_key(lowering.route_layers[i], config.routes[i].target));
    if (pool == lowering.pools.end() || found[pool->second].size() >= ways_max) continue;
    found[pool->second].push_back(ways.way_of(lowering.route_blocks[i]));
  }
  return found;
}

bool looks_at_client(const model::Pool& pool) {
  const auto& parts = pool.balance.key.value.parts;
  return std::any_of(parts.begin(), parts.end(),
                     [](const KeyPart& part) { return part.source == KeySource::client_address; });
}

// The client's address is what the realip module makes of it, which is asked before every method.
void say_real_address(Lowering& lowering, const Ways& ways, const std::vector<Way>& from,
                      model::Pool& pool) {
  if (!looks_at_client(pool)) return;
  for (const Way& way : from) {
    const Node* line = ways.real_address_on(way, pool.layer);
    if (line == nullptr) continue;
    const std::string words = words_of(lowering, *line, pool.balance.key.at);
    pool.depends.push_back(
        {"the client's address is taken from what a proxy before it says (" + words + ")",
         "a request file's src is the address found there", lowering.place(*line, 0),
         "src being the address that nginx takes for the client's (" + words + ")"});
    return;
  }
}

}  // namespace

void follow_key_inputs(Lowering& lowering) {
  Ways ways(lowering);
  const ServerFacts facts(lowering, ways.effects());
  const auto to_pools = ways_to_pools(lowering, ways);
  for (std::size_t i = 0; i < to_pools.size(); ++i) {
    model::Pool& pool = lowering.config().pools[i];
    if (pool.balance.algorithm.value == "hash")
      KeyFollower(lowering, ways, facts, pool, to_pools[i]).follow();
    say_real_address(lowering, ways, to_pools[i], pool);
    count_subrequests(lowering, ways, to_pools[i], pool);
  }
}

}  // namespace ek::dialects::nginx
