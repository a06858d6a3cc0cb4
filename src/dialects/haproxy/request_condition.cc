#include "dialects/haproxy/request_condition.h"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>
#include <utility>

#include "base/text.h"
#include "dialects/haproxy/acl.h"
#include "dialects/haproxy/proxy.h"
#include "dialects/haproxy/shown.h"

namespace ek::dialects::haproxy {
namespace {

using model::Condition, model::Test, model::Tests;

class ConditionReader {
 public:
  ConditionReader(const Line& line, Acls& acls, const Scope& scope)
      : line_(line), acls_(acls), scope_(scope) {}

  // `at`: the word if or unless.
  Condition read(std::size_t at) {
    condition_.written = line_.rest(at);
    condition_.unless = line_.is(at, "unless");
    for (i_ = at + 1; i_ < line_.size(); ++i_) word();
    next_alternative();
    return std::move(condition_);
  }

 private:
  void word() {
    const auto meant = line_.meant(i_);
    if (!meant) return add(unnamed(i_, i_ + 1));  // nobody knows what it says
    const std::size_t nots = std::min(meant->find_first_not_of('!'), meant->size());
    negated_ = negated_ != (nots % 2 == 1);
    const std::string_view word = std::string_view(*meant).substr(nots);
    if (word.empty()) return;
    if (is_or(word)) return next_alternative();
    if (word == "{") return braces();
    add(named(word));
  }

  void braces() {
    const std::size_t begin = i_ + 1;
    std::size_t end = begin;
    while (end < line_.size() && !line_.is(end, "}")) ++end;
    if (end == line_.size())
      refuse("this { has no } behind it", "leave blanks around both: if { path_beg /a }");
    else if (end == begin)
      refuse("there is no test between { and }", "leave blanks around both: if { path_beg /a }");
    else if (!refused_)
      check_test(line_, begin, end, scope_);
    add(unnamed(begin, end));
    i_ = end;
  }

  std::shared_ptr<const Tests> unnamed(std::size_t begin, std::size_t end) const {
    return std::make_shared<Tests>(Tests{"", {test_of(line_, begin, end)}});
  }

  std::shared_ptr<const Tests> named(std::string_view word) {
    if (auto tests = named_tests(word, scope_.version, acls_)) return tests;
    refuse_unknown(word);
    const std::string name(word);
    return std::make_shared<Tests>(Tests{name, {Test{name, {}, true, {}}}});
  }

  void add(std::shared_ptr<const Tests> tests) {
    all_.push_back({std::move(tests), std::exchange(negated_, false)});
  }

  // The program passes over those in which nothing stands.
  void next_alternative() {
    negated_ = false;
    if (!all_.empty()) condition_.any_of.push_back(std::exchange(all_, {}));
  }

  // One error a condition, as the program says it.
  void refuse(std::string message, std::string hint) {
    if (!std::exchange(refused_, true))
      scope_.diagnostics().error(line_.place(i_), line_.length(i_), std::move(message),
                                 std::move(hint));
  }

  void refuse_unknown(std::string_view word) {
    if (refused_) return;
    std::string hint = "define it above this line, for example acl app path_beg /app";
    if (word.starts_with('{'))
      hint = "leave blanks around { and }: if { path_beg /a }";
    else if (word == "and" || word == "&&")
      hint = "leave it out: tests that stand beside each other must all hold";
    else if (const std::string meant = nearest(word); !meant.empty())
      hint = fmt::format("did you mean \"{}\"?", shown(meant));
    refuse(fmt::format("there is no ACL \"{}\" above this line",
                       shown(line_.hidden(i_) ? line_.word(i_) : word)),
           std::move(hint));
  }

  std::string nearest(std::string_view word) const {
    if (line_.hidden(i_) || !scope_.may_suggest() || acls_.size() > names_compared_max) return "";
    std::vector<std::string_view> names = predefined_names();
    for (const auto& acl : acls_) names.push_back(acl.first);
    for (const std::string_view name : names)  // true and True are TRUE
      if (std::ranges::equal(name, word, [](char a, char b) { return (a | 0x20) == (b | 0x20); }))
        return std::string(name);
    return std::string(base::nearest(word, names));
  }

  static constexpr std::size_t names_compared_max = 1000;  // a section's ACLs; people have tens

  const Line& line_;
  Acls& acls_;
  const Scope& scope_;
  std::size_t i_ = 0;
  bool refused_ = false;
  bool negated_ = false;
  std::vector<Condition::Term> all_;
  Condition condition_;
};

// From which word on a statement may have a condition; 0: it has none. Only what is certain:
// elsewhere "if" may be a value.
std::size_t condition_from(const Line& line) {
  static const std::unordered_map<std::string_view, std::size_t> table{{"use_backend", 2},
                                                                       {"use-server", 2},
                                                                       {"stick", 3},
                                                                       {"redirect", 2},
                                                                       {"force-persist", 1},
                                                                       {"ignore-persist", 1},
                                                                       {"force-be-switch", 1},
                                                                       {"monitor", 2},
                                                                       {"http-request", 2},
                                                                       {"http-response", 2},
                                                                       {"http-after-response", 2},
                                                                       {"tcp-request", 3},
                                                                       {"tcp-response", 3},
                                                                       {"quic-initial", 2}};
  if (line.word(0) == "stats")
    return line.word(1) == "admin" || line.word(1) == "http-request" ? 2 : 0;
  if (line.word(1) == "inspect-delay") return 0;
  const auto found = table.find(line.word(0));
  return found == table.end() ? 0 : found->second;
}

// Of the lines of a name, any will do: one that always holds decides.
std::optional<bool> constant(const Condition::Term& term) {
  bool never = true;
  for (const Test& test : term.tests->any_of) {
    const bool plain = test.words.size() == 1;
    if (plain && test.words[0] == "always_true") return !term.negated;
    never = never && plain && test.words[0] == "always_false";
  }
  return never ? std::optional(term.negated) : std::nullopt;
}

std::optional<bool> constant(const std::vector<Condition::Term>& all) {
  bool known = true;
  for (const Condition::Term& term : all) {
    const auto holds = constant(term);
    if (holds == false) return false;
    known = known && holds.has_value();
  }
  return known ? std::optional(true) : std::nullopt;
}

}  // namespace

Condition read_condition(const Line& line, Acls& acls, const Scope& scope) {
  const std::size_t from = condition_from(line);
  const std::size_t at = from == 0 ? line.size() : line.condition(from);
  if (at == line.size()) return {};
  return ConditionReader(line, acls, scope).read(at);
}

std::optional<bool> constant(const Condition& condition) {
  if (condition.always()) return true;
  bool known = true;
  for (const auto& all : condition.any_of) {
    const auto holds = constant(all);
    if (holds == true) return !condition.unless;
    known = known && holds.has_value();
  }
  if (!known || condition.any_of.empty()) return std::nullopt;
  return condition.unless;
}

}  // namespace ek::dialects::haproxy
