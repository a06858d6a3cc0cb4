#include "predict/haproxy/looks.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

namespace ek::predict::haproxy {
namespace {

using model::KeySource, model::RequestParts, model::RequestRule, model::SectionRules;

struct Look {
  RequestParts parts;
  std::string_view who;
};

void add(const model::KeyPart& part, const model::Key& key, RequestParts& parts) {
  switch (part.source) {
    case KeySource::client_address:
      parts.source = true;
      break;
    case KeySource::uri:
      parts.path = true;
      parts.query = parts.query || key.whole;
      parts.authority = parts.authority || !key.path_only;
      break;
    case KeySource::path:
      parts.path = true;
      break;
    case KeySource::query:
    case KeySource::query_parameter:
      parts.query = true;
      break;
    case KeySource::header:
    case KeySource::whole_header:
      parts.add_header(part.text);
      break;
    case KeySource::cookie:
      parts.add_header("cookie");
      break;
    case KeySource::method:
      parts.method = true;
      break;
    case KeySource::unsupported:
      parts.everything = true;
      break;
    case KeySource::rdp_cookie:  // of the connection's first bytes
    case KeySource::literal:
    case KeySource::none:
      break;
  }
}

// The name of a fetch as conditions have it: without what says how it is compared.
std::string_view without_method(std::string_view name) {
  for (const std::string_view suffix :
       {"_beg", "_end", "_sub", "_dir", "_dom", "_reg", "_len", "_cnt"})
    if (name.ends_with(suffix)) return name.substr(0, name.size() - suffix.size());
  return name;
}

void add_fetch(std::string_view word, RequestParts& parts) {
  const auto open = word.find_first_of("(,");
  const std::string_view name = without_method(word.substr(0, open));
  std::string_view argument;
  if (open != std::string_view::npos && word[open] == '(')
    argument = word.substr(open + 1, word.find_first_of(",)", open) - open - 1);
  const auto is = [&](std::initializer_list<std::string_view> names) {
    return std::ranges::find(names, name) != names.end();
  };
  if (is({"always_true", "always_false"})) return;
  if (is({"path"})) {
    parts.path = true;
  } else if (is({"pathq"})) {
    parts.path = parts.query = true;
  } else if (is({"query", "url_param", "urlp"})) {
    parts.query = true;
  } else if (is({"method"})) {
    parts.method = true;
  } else if (is({"src"})) {
    parts.source = true;
  } else if (is({"hdr", "req.hdr", "req.fhdr"}) && !argument.empty()) {
    parts.add_header(argument);
  } else if (is({"cook", "req.cook"})) {
    parts.add_header("cookie");
  } else {
    parts.everything = true;
  }
}

// Each is looked at once: thousands of rules may share tests of thousands of lines.
using TestsSeen = std::set<const model::Tests*>;

void add(const model::Condition& condition, TestsSeen& seen, RequestParts& parts) {
  for (const auto& terms : condition.any_of)
    for (const model::Condition::Term& term : terms) {
      if (!seen.insert(term.tests.get()).second) continue;
      for (const model::Test& test : term.tests->any_of)
        add_fetch(test.words.empty() ? std::string_view() : test.words[0], parts);
    }
}

// What a pool looks at, each with who does.
std::vector<Look> looks_of(const Context& context) {
  const model::Pool& pool = context.pool;
  const model::Persistence& persistence = pool.persistence;
  std::vector<Look> looks{{parts_of(pool.balance.key.value), "the algorithm's key"}};
  Look of_rules{{}, "a use-server rule"};
  TestsSeen seen;
  for (const model::UseServer& rule : persistence.use_servers)
    add(rule.condition, seen, of_rules.parts);
  looks.push_back(std::move(of_rules));
  if (persistence.cookie.stated())
    looks.emplace_back().who = "the persistence cookie", looks.back().parts.add_header("cookie");
  for (const model::StickRule& rule : persistence.stick_rules) {
    looks.push_back({parts_of(rule.key), "a stick rule"});
    looks.push_back({parts_of(rule.condition), "a stick rule"});
  }
  const bool queues = std::ranges::any_of(
      pool.servers, [](const model::Server& server) { return server.maxconn.value != 0; });
  if (queues) looks.emplace_back().who = "the queue", looks.back().parts.queue_place = true;
  return looks;
}

std::string changed_in(const SectionRules& section, const Look& look) {
  const RequestRule* rule = section.changing(look.parts);
  if (rule == nullptr) return "";
  return fmt::format("{} changes {}, which {} looks at, and is not followed here",
                     words_of(*rule, section), common_part(rule->parts, look.parts), look.who);
}

std::string changed(const model::Pool& pool, const Look& look) {
  if (pool.layer == model::Layer::tcp && look.parts.http())
    return fmt::format(
        "{} looks at HTTP, and in mode tcp it depends on when the client's first bytes come "
        "whether there is any",
        look.who);
  for (const SectionRules& section : pool.before)
    if (auto why = changed_in(section, look); !why.empty()) return why;
  return changed_in(pool.rules, look);
}

}  // namespace

RequestParts parts_of(const model::Key& key) {
  RequestParts parts;
  for (const model::KeyPart& part : key.parts) add(part, key, parts);
  return parts;
}

RequestParts parts_of(const model::Condition& condition) {
  RequestParts parts;
  TestsSeen seen;
  add(condition, seen, parts);
  return parts;
}

std::string words_of(const RequestRule& rule, const SectionRules& section) {
  return fmt::format("line {} ({} of {})", rule.at.line, rule.words, section.section);
}

std::string changed_before(const Context& context) {
  for (const Look& look : looks_of(context))
    if (auto why = changed(context.pool, look); !why.empty()) return why;
  return "";
}

std::string key_changed(const Context& context) {
  return changed(context.pool, {parts_of(context.pool.balance.key.value), "the algorithm's key"});
}

}  // namespace ek::predict::haproxy
