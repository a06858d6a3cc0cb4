#include "dialects/nginx/retry.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <span>

#include "base/text.h"
#include "dialects/nginx/values.h"

namespace ek::dialects::nginx {
namespace {

constexpr std::string_view middle = "_next_upstream";

// What every location does when nothing is written.
RetrySettings by_default() {
  RetrySettings settings;
  settings.conditions.value = {"error", "timeout"};
  return settings;
}

void inherit(RetrySettings& settings, const RetrySettings& outer) {
  if (!settings.conditions.stated() && outer.conditions.stated())
    settings.conditions = outer.conditions;
  if (!settings.tries.stated() && outer.tries.stated()) settings.tries = outer.tries;
  if (!settings.timeout.stated() && outer.timeout.stated()) settings.timeout = outer.timeout;
}

bool same(const RetrySettings& a, const RetrySettings& b) {
  return a.conditions.value == b.conditions.value && a.tries.value == b.tries.value &&
         a.timeout.value == b.timeout.value;
}

// What every family has, then what each has besides (nginx.org, …_next_upstream).
constexpr std::array<std::string_view, 3> of_all{"error", "timeout", "off"};
constexpr std::array<std::string_view, 2> of_memcached{"invalid_response", "not_found"};
constexpr std::array<std::string_view, 7> of_http{
    "invalid_header", "non_idempotent", "http_403", "http_404", "http_429", "http_500", "http_503"};
constexpr std::array<std::string_view, 2> of_gateways{"http_502", "http_504"};  // proxy, grpc

bool in(std::span<const std::string_view> words, std::string_view word) {
  return std::ranges::find(words, word) != words.end();
}

bool is_condition(std::string_view family, std::string_view word) {
  if (in(of_all, word)) return true;
  if (family == "memcached") return in(of_memcached, word);
  if (word == "updating") return family != "grpc";
  if (in(of_gateways, word)) return family == "proxy" || family == "grpc";
  return in(of_http, word);
}

// Several lines in one block add up.
void read_conditions(Lowering& lowering, const Node& node, RetrySettings& settings, bool stream) {
  std::vector<std::string> words = settings.conditions.value;
  for (std::size_t i = 1; i < node.words.size(); ++i) {
    if (!stream && !is_condition(retry_family(node.word(0)), node.word(i)))
      lowering.error(node, i, fmt::format("invalid value \"{}\"", base::printable(node.word(i))),
                     "write which failures go on to the next server: error, timeout, http_503 …");
    words.emplace_back(node.word(i));
  }
  if (words.size() == 1 && words[0] == "on") words = {"error", "timeout"};  // of stream
  settings.conditions.set(std::move(words), lowering.place(node, 1));
}

bool said_before(Lowering& lowering, const Node& node, bool before) {
  if (before)
    lowering.error(node, 0, fmt::format("\"{}\" directive is duplicate", node.word(0)),
                   "keep one of them");
  return before;
}

void read_tries(Lowering& lowering, const Node& node, RetrySettings& settings) {
  if (said_before(lowering, node, settings.tries.stated())) return;
  const auto number = parse_count(node.word(1));
  if (!number)
    return lowering.error(node, 1,
                          fmt::format("invalid number \"{}\"", base::printable(node.word(1))),
                          "write how many servers may be tried; 0 means all of them");
  settings.tries.set(*number, lowering.place(node, 1));
}

void read_timeout(Lowering& lowering, const Node& node, RetrySettings& settings) {
  if (said_before(lowering, node, settings.timeout.stated())) return;
  const auto time = parse_time(node.word(1));
  if (!time)
    return lowering.error(node, 1,
                          fmt::format("invalid value \"{}\" in \"{}\" directive",
                                      base::printable(node.word(1)), node.word(0)),
                          "write a time: 10s, 500ms; 0 means no limit");
  settings.timeout.set(time->count() > 0, lowering.place(node, 1));
}

}  // namespace

std::string_view retry_family(std::string_view directive) {
  const auto at = directive.find(middle);
  return at == std::string_view::npos ? std::string_view() : directive.substr(0, at);
}

void lower_retry(Lowering& lowering, const Node& node, const Scope& scope) {
  const std::string_view family = retry_family(node.word(0));
  RetrySettings& settings = lowering.retries[{scope.block, family}];
  const std::string_view kind = node.word(0).substr(family.size() + middle.size());
  const bool stream = (scope.context & context::any_stream) != 0;  // "on" or "off", as a flag
  if (kind.empty()) return read_conditions(lowering, node, settings, stream);
  if (kind == "_tries") return read_tries(lowering, node, settings);
  if (kind == "_timeout") return read_timeout(lowering, node, settings);
}

RetrySettings retry_settings(const Lowering& lowering, BlockId block, std::string_view directive) {
  const std::string_view family = directive.substr(0, directive.rfind("_pass"));
  RetrySettings settings;
  for (;; block = lowering.blocks[block].parent) {
    const auto found = lowering.retries.find({block, family});
    if (found != lowering.retries.end()) inherit(settings, found->second);
    if (block == outermost_block) break;
  }
  inherit(settings, {});
  if (!settings.conditions.stated()) settings.conditions = by_default().conditions;
  return settings;
}

void give_retries_to_pools(Lowering& lowering) {
  model::Config& config = lowering.config();
  std::vector<std::optional<RetrySettings>> agreed(config.pools.size());
  std::vector<bool> noted(config.pools.size());
  for (std::size_t i = 0; i < config.routes.size(); ++i) {
    const model::Route& route = config.routes[i];
    const auto layer = route.is_pool ? lowering.route_layers[i] : model::Layer::http;
    const auto pool = lowering.pools.find(pool_key(layer, route.target));
    if (!route.is_pool || pool == lowering.pools.end()) continue;
    const std::size_t index = pool->second;
    const RetrySettings settings =
        retry_settings(lowering, lowering.route_blocks[i], route.directive);
    if (!agreed[index]) {
      agreed[index] = settings;
    } else if (!same(*agreed[index], settings) && !noted[index]) {
      noted[index] = true;
      config.pools[index].depends.push_back(
          {"which failures go on to the next server: the locations that use this pool differ",
           "the first one's settings are used; give them all the same *_next_upstream lines",
           route.at});
    }
  }
  for (std::size_t i = 0; i < agreed.size(); ++i) {
    model::Limits& limits = config.pools[i].limits;
    const RetrySettings settings = agreed[i].value_or(by_default());
    limits.next_upstream = settings.conditions;
    limits.next_upstream_tries = settings.tries;
    if (settings.timeout.value)
      config.pools[i].depends.push_back(
          {"a time limit ends the retries (*_next_upstream_timeout)", "", limits.next_upstream.at});
  }
}

}  // namespace ek::dialects::nginx
