#include "model/request_rule.h"

#include <algorithm>

namespace ek::model {
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

bool anything(const RequestParts& parts) {
  return parts.everything || parts.http() || parts.source || parts.queue_place;
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

std::vector<const RequestRule*> SectionRules::in_order() const {
  std::vector<const RequestRule*> rules;
  for (const auto& list : {inherited, own}) {
    if (list == nullptr) continue;
    for (const RequestRule& rule : *list)
      if (http || rule.set <= RuleSet::content) rules.push_back(&rule);
  }
  std::ranges::stable_sort(rules, {}, [](const RequestRule* rule) { return rule->set; });
  return rules;
}

bool SectionRules::any() const {
  return (inherited != nullptr && !inherited->empty()) || (own != nullptr && !own->empty());
}

}  // namespace ek::model
