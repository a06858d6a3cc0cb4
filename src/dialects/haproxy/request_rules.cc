// http-request, tcp-request, redirect, stats, monitor-uri and the options that add a header
// (manual 4.2 and 4.3); the order was measured on the running 2.6.12.
#include "dialects/haproxy/request_rules.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>

#include "dialects/haproxy/request_condition.h"

namespace ek::dialects::haproxy {
namespace {

using model::RequestParts, model::RequestRule, model::RuleEffect, model::RuleSet,
    model::TargetMatch;
using RequestRules = std::vector<RequestRule>;

// Why: a pool that so many listeners lead to is not followed anyway, and each of them is looked at
// for each pool.
constexpr std::size_t listeners_max = 16;

constexpr std::string_view usual_place = "/haproxy?stats";  // of the statistics

template <std::size_t N>
bool one_of(std::string_view word, const std::array<std::string_view, N>& list) {
  return std::ranges::find(list, word) != list.end();
}

// The parts that an action changes whatever its arguments are. What set-method says, nothing sees
// that is asked here: they look at the method that the client sent.
struct Changes {
  std::string_view action;
  bool path, query, authority, source;
};
constexpr std::array changes{
    Changes{"set-path", true, true, false, false},
    Changes{"replace-path", true, true, false, false},
    Changes{"set-pathq", true, true, false, false},
    Changes{"replace-pathq", true, true, false, false},
    Changes{"normalize-uri", true, true, false, false},
    Changes{"set-query", false, true, false, false},
    Changes{"set-uri", true, true, true, false},
    Changes{"replace-uri", true, true, true, false},
    Changes{"set-src", false, false, false, true},
};
constexpr std::array<std::string_view, 5> of_one_header{"add-header", "set-header", "del-header",
                                                        "replace-header", "replace-value"};
constexpr std::array<std::string_view, 3> of_headers{"add-headers-bin", "set-headers-bin",
                                                     "del-headers-bin"};
constexpr std::array<std::string_view, 8> answers{"return", "deny",        "redirect",    "tarpit",
                                                  "reject", "silent-drop", "use-service", "auth"};
constexpr std::array<std::string_view, 2> orders{"set-priority-class", "set-priority-offset"};

// Changing the Host header changes the host of an absolute target as well, and the other way round.
void touch_header(std::string_view name, RequestParts& parts) {
  parts.add_header(name);
  if (parts.headers.back() == "host") parts.authority = true;
}

// A constant path without a query leaves the query as it is.
bool keeps_query(std::string_view action, std::string_view value) {
  return action == "set-path" && value.find_first_of("%?") == std::string_view::npos;
}

// False: an action that does nothing to what is looked at.
bool changed_by(const Line& line, std::size_t i, RequestParts& parts) {
  const std::string_view action = line.word(i);
  const auto* row = std::ranges::find(changes, action, &Changes::action);
  if (row != changes.end()) {
    parts.path = row->path;
    parts.query = row->query && !keeps_query(action, line.word(i + 1));
    parts.source = row->source;
    if (row->authority) touch_header("host", parts);
    return true;
  }
  parts.queue_place = one_of(action, orders);
  parts.all_headers =
      one_of(action, of_headers) || (action == "del-header" && line.word(i + 2) == "-m");
  if (parts.all_headers) parts.authority = true;
  if (one_of(action, of_one_header) && !parts.all_headers) touch_header(line.word(i + 1), parts);
  return parts.http() || parts.queue_place;
}

// Where the action stands in the line, and which set it belongs to.
std::optional<std::pair<std::size_t, RuleSet>> action_of(const Line& line) {
  const std::string_view word = line.word(0), next = line.word(1);
  if (word == "http-request") return std::pair{std::size_t{1}, RuleSet::request};
  if (word != "tcp-request") return std::nullopt;
  if (next == "connection") return std::pair{std::size_t{2}, RuleSet::connection};
  if (next == "session") return std::pair{std::size_t{2}, RuleSet::session};
  if (next == "content") return std::pair{std::size_t{2}, RuleSet::content};
  return std::nullopt;
}

std::optional<RequestRule> rule_of(const Line& line, std::size_t i, RuleSet set) {
  RequestRule rule;
  rule.set = set;
  const std::string_view written = line.word(i);
  const std::string_view action = written.substr(0, written.find('('));
  if (one_of(action, answers)) {
    rule.effect = RuleEffect::answers;
  } else if (action == "allow" || action == "accept") {
    rule.effect = RuleEffect::lets_pass;
  } else if (action.starts_with("expect-")) {  // a proxy tells the address, from here on
    rule.parts.source = true;
  } else if (action == "cache-use" || action == "switch-mode") {
    rule.effect = RuleEffect::unknown;
  } else if (action.starts_with("lua.")) {
    rule.effect = RuleEffect::unknown;
    rule.parts.everything = true;
  } else if (!changed_by(line, i, rule.parts)) {
    return std::nullopt;
  }
  rule.words = line.rest(0, i) + " " + std::string(action);
  return rule;
}

RequestRule redirection() {
  RequestRule rule;
  rule.set = RuleSet::redirect;
  rule.effect = RuleEffect::answers;
  rule.words = "redirect";
  return rule;
}

RequestRule monitor(const Line& line) {
  RequestRule rule;
  rule.set = RuleSet::monitor;
  rule.effect = RuleEffect::answers;
  rule.match = TargetMatch::whole;
  rule.target = line.word(1);
  rule.words = "monitor-uri";
  return rule;
}

// The option's default header, or that behind "header".
std::optional<RequestRule> added_header(const Line& line) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 3> options{
      {{"forwardfor", "X-Forwarded-For"},
       {"originalto", "X-Original-To"},
       {"forwarded", "Forwarded"}}};
  const bool unique = line.word(0) == "unique-id-header";
  if (line.word(0) != "option" && !unique) return std::nullopt;
  const auto* option =
      std::ranges::find(options, line.word(1), [](const auto& o) { return o.first; });
  if (!unique && option == options.end()) return std::nullopt;
  std::string_view name = unique ? line.word(1) : option->second;
  for (std::size_t i = 2; !unique && i + 1 < line.size(); ++i)
    if (line.word(i) == "header") name = line.word(i + 1);
  RequestRule rule;
  // A unique id is there for every rule that asks.
  rule.set = unique ? RuleSet::connection : RuleSet::last;
  rule.parts.add_header(name);
  rule.words = line.rest(0, unique ? 1 : 2);
  return rule;
}

// One of its lines is enough to have the statistics, at their usual place unless one says another.
void read_stats(const Line& line, RequestRules& rules) {
  auto found = std::ranges::find(rules, RuleSet::stats, &RequestRule::set);
  if (found == rules.end()) {
    RequestRule rule;
    rule.set = RuleSet::stats;
    rule.effect = RuleEffect::answers;
    rule.match = TargetMatch::beginning_if_shown;
    rule.target = usual_place;
    rule.words = "stats";
    rule.at = line.place();
    found = rules.insert(rules.end(), std::move(rule));
  }
  if (line.word(1) != "uri") return;
  found->target = line.word(2);
  found->at = line.place();
}

// "/haproxy?stats" of a line that only adds to what the defaults say.
void inherit_place(const RuleLines& lines, RequestRules& own) {
  const auto now = std::ranges::find(own, RuleSet::stats, &RequestRule::set);
  if (lines.stats_place.empty() || now == own.end()) return;
  if (now->target == usual_place) now->target = lines.stats_place;
}

}  // namespace

void read_request_rule(const Line& line, const model::Condition& condition, RuleLines& lines) {
  if (line.prefix() != Prefix::none) return;
  if (line.word(0) == "stats") return read_stats(line, lines.own);
  std::optional<RequestRule> rule;
  if (const auto action = action_of(line)) rule = rule_of(line, action->first, action->second);
  if (line.word(0) == "redirect") rule = redirection();
  if (line.word(0) == "monitor-uri") {
    std::erase_if(lines.own, [](const RequestRule& r) { return r.set == RuleSet::monitor; });
    rule = monitor(line);
  }
  if (auto added = added_header(line)) rule = std::move(added);
  if (!rule) return;
  rule->condition = condition;
  rule->at = line.place();
  lines.own.push_back(std::move(*rule));
}

void settle_conditions(RuleLines& lines) {
  std::erase_if(lines.own,
                [](const RequestRule& rule) { return constant(rule.condition) == false; });
  for (RequestRule& rule : lines.own)
    if (constant(rule.condition) == true) rule.condition = {};
}

RuleLines handed_down(RuleLines&& lines) {
  inherit_place(lines, lines.own);
  if (lines.own.empty()) return {lines.inherited, {}, lines.stats_place};
  auto all = lines.inherited == nullptr ? RequestRules() : lines.inherited->rules();
  std::string place = lines.stats_place;
  for (RequestRule& rule : lines.own) {
    if (rule.set == RuleSet::stats) place = rule.target;
    if (rule.set == RuleSet::stats || rule.set == RuleSet::monitor)
      std::erase_if(all, [&](const RequestRule& other) { return other.set == rule.set; });
    all.push_back(std::move(rule));
  }
  return {std::make_shared<const model::RuleList>(std::move(all)), {}, std::move(place)};
}

model::SectionRules settle_request_rules(RuleLines&& lines, std::string section, bool http) {
  model::SectionRules made;
  made.section = std::move(section);
  made.http = http;
  inherit_place(lines, lines.own);
  if (!lines.own.empty()) made.own = std::make_shared<const model::RuleList>(std::move(lines.own));
  made.inherited = std::move(lines.inherited);
  return made;
}

void settle_passed_rules(model::Config& config) {
  std::map<std::string_view, std::vector<const model::Listener*>> leading;  // by pool
  std::vector<const model::Listener*> anywhere;
  std::map<std::string_view, const model::Listener*> by_name;
  for (const model::Listener& listener : config.listeners)
    if (!listener.disabled.value) by_name.emplace(listener.name, &listener);
  for (const model::Route& route : config.routes) {
    const auto from = by_name.find(route.listener);
    if (from == by_name.end()) continue;
    const bool computed = route.computed && config.pool(route.target) == nullptr;
    auto& list = computed ? anywhere : leading[route.target];
    if (computed && list.size() > listeners_max) continue;
    if (list.empty() || list.back() != from->second) list.push_back(from->second);
  }
  for (model::Pool& pool : config.pools) {
    std::vector<const model::Listener*> all = leading[pool.name];
    all.insert(all.end(), anywhere.begin(), anywhere.end());
    std::ranges::sort(all);
    all.erase(std::unique(all.begin(), all.end()), all.end());
    for (const model::Listener* listener : all) {
      if (pool.before.size() == listeners_max) break;
      const bool itself = pool.section == "listen" && listener->name == pool.name;
      pool.before.push_back(listener->rules);
      if (!itself) continue;
      pool.before.back() = {};
      pool.before.back().section = listener->rules.section;
      pool.before.back().absolute_targets = listener->rules.absolute_targets;
    }
    pool.listeners_left_out = all.size() - pool.before.size();
  }
}

}  // namespace ek::dialects::haproxy
