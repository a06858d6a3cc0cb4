#include "model/request_rule.h"

#include <algorithm>
#include <set>
#include <utility>

namespace ek::model {

static bool anything(const RequestParts& parts) {
  return parts.http() || parts.source || parts.queue_place;
}

namespace {

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return out;
}

std::string header_words(const std::string& name) {
  return name == "cookie" ? "the cookies" : "the header " + name;
}

std::string common_header(const RequestParts& a, const RequestParts& b) {
  if (a.all_headers && b.all_headers) return "the headers";
  if (a.all_headers) return b.headers.empty() ? "" : header_words(b.headers.front());
  if (b.all_headers) return a.headers.empty() ? "" : header_words(a.headers.front());
  for (const std::string& name : a.headers)
    if (std::ranges::find(b.headers, name) != b.headers.end()) return header_words(name);
  return "";
}

bool acts_in_tcp(const RequestRule& rule) {
  return rule.set <= RuleSet::content;
}

bool said_once(const RequestRule& rule) {
  return rule.set == RuleSet::stats || rule.set == RuleSet::monitor;
}

}  // namespace

void RequestParts::add_header(std::string_view name) {
  std::string made = lower(name);
  if (std::ranges::find(headers, made) == headers.end()) headers.push_back(std::move(made));
}

bool RequestParts::http() const {
  return everything || path || query || method || authority || all_headers || !headers.empty();
}

std::string common_part(const RequestParts& a, const RequestParts& b) {
  if (a.everything || b.everything) return anything(a) && anything(b) ? "the request" : "";
  if (a.path && b.path) return "the path";
  if (a.query && b.query) return "the query";
  if (a.method && b.method) return "the method";
  if (a.source && b.source) return "the client's address";
  if (a.authority && b.authority) return "the host";
  if (a.queue_place && b.queue_place) return "the place in the queue";
  return common_header(a, b);
}

void RuleIndex::add(const RequestRule& rule) {
  const RequestParts& parts = rule.parts;
  const auto first = [&](bool yes, const RequestRule*& known) {
    if (yes && known == nullptr) known = &rule;
  };
  first(rule.effect == RuleEffect::answers || rule.effect == RuleEffect::unknown, answers);
  first(model::anything(parts), anything);
  first(parts.everything, everything);
  first(parts.path, path);
  first(parts.query, query);
  first(parts.method, method);
  first(parts.source, source);
  first(parts.authority, authority);
  first(parts.queue_place, queue_place);
  first(parts.all_headers, all_headers);
  first(parts.all_headers || !parts.headers.empty(), some_header);
  for (const std::string& name : parts.headers) headers.emplace(name, &rule);
}

const RequestRule* RuleIndex::changing(const RequestParts& parts) const {
  if (!model::anything(parts)) return nullptr;
  if (parts.everything) return anything;
  const std::pair<bool, const RequestRule*> firsts[] = {{true, everything},
                                                        {parts.path, path},
                                                        {parts.query, query},
                                                        {parts.method, method},
                                                        {parts.source, source},
                                                        {parts.authority, authority},
                                                        {parts.queue_place, queue_place},
                                                        {parts.all_headers, some_header},
                                                        {!parts.headers.empty(), all_headers}};
  for (const auto& [looked_at, rule] : firsts)
    if (looked_at && rule != nullptr) return rule;
  for (const std::string& name : parts.headers)
    if (const auto found = headers.find(name); found != headers.end()) return found->second;
  return nullptr;
}

RuleList::RuleList(std::vector<RequestRule> rules) : rules_(std::move(rules)) {
  for (const RequestRule& rule : rules_) {
    http_.add(rule);
    if (acts_in_tcp(rule)) tcp_.add(rule);
  }
}

std::vector<const RequestRule*> SectionRules::in_order() const {
  std::vector<const RequestRule*> rules;
  std::set<RuleSet> said;
  for (const auto& list : {own, inherited}) {
    if (list == nullptr) continue;
    std::vector<const RequestRule*> some;
    for (const RequestRule& rule : list->rules()) {
      if (!http && !acts_in_tcp(rule)) continue;
      if (said_once(rule) && !said.insert(rule.set).second) continue;
      some.push_back(&rule);
    }
    rules.insert(rules.begin(), some.begin(), some.end());
  }
  std::ranges::stable_sort(rules, {}, [](const RequestRule* rule) { return rule->set; });
  return rules;
}

const RequestRule* SectionRules::answering() const {
  for (const auto& list : {inherited, own})
    if (list != nullptr && list->index(http).answers != nullptr) return list->index(http).answers;
  return nullptr;
}

const RequestRule* SectionRules::changing(const RequestParts& parts) const {
  for (const auto& list : {inherited, own})
    if (list != nullptr)
      if (const RequestRule* rule = list->index(http).changing(parts)) return rule;
  return nullptr;
}

}  // namespace ek::model
