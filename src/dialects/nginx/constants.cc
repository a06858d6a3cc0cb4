#include "dialects/nginx/constants.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include "dialects/nginx/key.h"
#include "dialects/nginx/listener.h"
#include "dialects/nginx/possibilities.h"
#include "dialects/nginx/seen.h"
#include "dialects/nginx/variable_writers.h"
#include "dialects/nginx/variables.h"

namespace ek::dialects::nginx {
namespace {

using model::KeyPart, model::KeySource, model::Pool;

using Values = std::set<std::string>;

struct Feeders {  // of a pool: where its requests come from
  std::vector<const model::Listener*> listeners;
  bool only_proxied = true;  // by proxy_pass alone
};

struct Reached {  // by routes
  std::set<std::string_view> from;
  bool only_proxied = true;

  void add(const model::Route& route) {
    from.insert(route.listener);
    only_proxied = only_proxied && route.directive == "proxy_pass";
  }
};

class Constants {
 public:
  explicit Constants(Lowering& lowering) : lowering_(lowering) {
    for (const model::Route& route : lowering.config().routes) {
      if (route.is_pool) by_target_[route.target].add(route);
      if (!route.is_pool && route.computed) anywhere_.add(route);
    }
  }

  Feeders feeders(const Pool& pool) const {
    const auto named = by_target_.find(pool.name);
    const Reached& own = named == by_target_.end() ? anywhere_ : named->second;
    Feeders all{{}, own.only_proxied && anywhere_.only_proxied};
    for (const model::Listener& one : lowering_.config().listeners)
      if (one.layer == pool.layer &&
          (own.from.contains(one.name) || anywhere_.from.contains(one.name)))
        all.listeners.push_back(&one);
    return all;
  }

  KeyPart settled(const Pool& pool, const Feeders& from, KeyPart part) {
    const std::string name = part.text.substr(1);  // after the dollar
    const bool http = pool.layer == model::Layer::http;
    if (name == "hostname" || name == "nginx_version") part.values_max = 1;
    if (name == "pid") part.values_max = lowering_.config().program.processes;
    if (!http || from.listeners.empty()) return part;
    if (name == "proxy_port") part.values_max = 2;
    if (name == "server_name") part.values_max = static_cast<std::uint32_t>(from.listeners.size());
    if (name == "proxy_host" && from.only_proxied) return known({pool.name}, std::move(part));
    if (name == "scheme") return known(schemes("http", "https"), std::move(part));
    if (name == "https") return known(schemes("", "on"), std::move(part));
    if (name == "server_port") return known(ports(from), std::move(part));
    const auto [values, added] = values_.try_emplace(name);
    if (added) values->second = values_of(name);
    return known(values->second, std::move(part));
  }

 private:
  static KeyPart known(const Values& values, KeyPart part) {
    if (std::ranges::any_of(values, [](const std::string& one) { return is_hidden(one); }))
      return part;  // two of them look like one
    if (values.size() == 1) return {KeySource::literal, *values.begin(), {}};
    // An empty key is none: those requests take turns among all.
    if (!values.empty() && !values.contains(""))
      part.values_max = static_cast<std::uint32_t>(values.size());
    return part;
  }

  // Whether a line is encrypted is known of all lines together.
  Values schemes(const char* plain, const char* encrypted) const {
    const Listens& listens = lowering_.listens;
    Values values;
    if (listens.plain > 0) values.insert(plain);
    if (listens.encrypted > 0) values.insert(encrypted);
    return values;
  }

  static Values ports(const Feeders& from) {
    Values values;
    for (const model::Listener* listener : from.listeners)
      for (const auto& bind : listener->binds) {
        const std::uint32_t port = bind.stated() ? port_of(bind.value) : 0;
        if (port == 0) return {};  // not written: any
        values.insert(std::to_string(port));
      }
    return values;
  }

  // All that map, split_clients and set may make of it; none: more than they say.
  Values values_of(const std::string& name) const {
    const auto found = lowering_.variables.find(name);
    if (found == lowering_.variables.end()) return {};
    if (found->second.has_others || written_elsewhere(lowering_.reading.tree, name)) return {};
    Values values;
    bool otherwise_said = false;
    for (const VariableValue& value : found->second.values) {
      otherwise_said = otherwise_said ||
                       (value.listener == 0 && value.condition.starts_with("no other value of "));
      if (has_variable(value.value)) return {};
      values.insert(value.value);
      if (values.size() > possibilities_max) return {};
    }
    if (!otherwise_said) values.insert("");  // where no line fits, and before a set
    return values;
  }

  Lowering& lowering_;
  Reached anywhere_;  // by routes that may lead to any pool
  std::map<std::string_view, Reached> by_target_;
  std::map<std::string, Values> values_;
};

}  // namespace

void prove_constants(Lowering& lowering) {
  if (lowering.fragment) return;
  std::optional<Constants> constants;
  for (Pool& pool : lowering.config().pools) {
    for (KeyPart& part : pool.balance.key.value.parts) {
      if (part.source != KeySource::unsupported || !part.text.starts_with('$')) continue;
      if (!constants) constants.emplace(lowering);
      part = constants->settled(pool, constants->feeders(pool), std::move(part));
    }
  }
}

}  // namespace ek::dialects::nginx
