#include "dialects/haproxy/request_condition.h"

#include <algorithm>
#include <array>
#include <utility>

namespace ek::dialects::haproxy {
namespace {

using model::Condition, model::Test, model::Tests;

// Manual 7.4, as far as single requests tell; the others are tests that nobody evaluates.
struct Predefined {
  std::string_view name;
  std::array<std::string_view, 3> words;
};
constexpr std::array predefined{Predefined{"TRUE", {"always_true"}},
                                Predefined{"FALSE", {"always_false"}},
                                Predefined{"LOCALHOST", {"src", "127.0.0.1/8", "::1"}},
                                Predefined{"METH_CONNECT", {"method", "CONNECT"}},
                                Predefined{"METH_DELETE", {"method", "DELETE"}},
                                Predefined{"METH_GET", {"method", "GET", "HEAD"}},
                                Predefined{"METH_HEAD", {"method", "HEAD"}},
                                Predefined{"METH_OPTIONS", {"method", "OPTIONS"}},
                                Predefined{"METH_POST", {"method", "POST"}},
                                Predefined{"METH_PUT", {"method", "PUT"}},
                                Predefined{"METH_TRACE", {"method", "TRACE"}}};

std::shared_ptr<Tests> predefined_tests(const std::string& name, model::Version version) {
  constexpr model::Version first_with_ipv6{2, 5, 0};  // measured: 2.4.0 has no ::1, 2.6.12 has
  Test test{name, {}, true, {}};
  for (const Predefined& one : predefined)
    if (one.name == name)
      for (const std::string_view word : one.words)
        if (!word.empty() && (word != "::1" || version >= first_with_ipv6))
          test.words.emplace_back(word);
  return std::make_shared<Tests>(Tests{name, {std::move(test)}});
}

Test test_of(const Line& line, std::size_t begin, std::size_t end) {
  Test test{line.rest(begin, end), {}, true, line.place(begin)};
  for (std::size_t i = begin; i < end; ++i) {
    auto word = line.meant(i);
    test.whole = test.whole && word.has_value();
    test.words.push_back(std::move(word).value_or(""));
  }
  return test;
}

class ConditionReader {
 public:
  ConditionReader(const Line& line, const Acls& acls) : line_(line), acls_(acls) {}

  std::vector<std::vector<Condition::Term>> read(std::size_t i) {
    while (i < line_.size()) {
      const auto meant = line_.meant(i);
      if (!meant) {  // whatever it is, nobody knows what it says
        add(std::make_shared<Tests>(Tests{"", {test_of(line_, i, i + 1)}}));
        ++i;
        continue;
      }
      std::string word = *meant;
      for (; word.starts_with('!'); word.erase(0, 1)) negated_ = !negated_;
      if (word.empty()) {
        ++i;
      } else if (is_or(word)) {
        next_alternative();
        ++i;
      } else if (word == "{") {
        std::size_t end = i + 1;
        while (end < line_.size() && !line_.is(end, "}")) ++end;
        add(std::make_shared<Tests>(Tests{"", {test_of(line_, i + 1, end)}}));
        i = end + 1;
      } else {
        add(named(word));
        ++i;
      }
    }
    next_alternative();
    return std::move(any_of_);
  }

 private:
  std::shared_ptr<const Tests> named(const std::string& word) const {
    const auto known = acls_.find(word);
    if (known != acls_.end()) return known->second;
    return std::make_shared<Tests>(Tests{word, {Test{word, {}, true, {}}}});  // there is none
  }

  void add(std::shared_ptr<const Tests> tests) {
    all_.push_back({std::move(tests), std::exchange(negated_, false)});
  }

  // The program passes over those in which nothing stands.
  void next_alternative() {
    negated_ = false;
    if (!all_.empty()) any_of_.push_back(std::exchange(all_, {}));
  }

  const Line& line_;
  const Acls& acls_;
  bool negated_ = false;
  std::vector<Condition::Term> all_;
  std::vector<std::vector<Condition::Term>> any_of_;
};

std::optional<bool> constant(const Condition::Term& term) {
  const Tests& tests = *term.tests;
  if (tests.any_of.size() != 1 || tests.any_of[0].words.size() != 1) return {};
  const std::string& word = tests.any_of[0].words[0];
  // Of a name of the file's more lines may follow.
  if (!tests.name.empty() && tests.any_of[0].at.known()) return {};
  if (word != "always_true" && word != "always_false") return {};
  return (word == "always_true") != term.negated;
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

bool is_or(std::string_view word) {
  return word == "||" || (word.size() == 2 && (word[0] | 0x20) == 'o' && (word[1] | 0x20) == 'r');
}

void use_predefined(const std::string& name, model::Version version, Acls& acls) {
  auto& tests = acls[name];
  if (tests == nullptr) tests = predefined_tests(name, version);
}

void add_acl(const Line& line, Acls& acls) {
  auto& tests = acls[line.meant(1).value_or("")];
  if (tests == nullptr) tests = std::make_shared<Tests>(Tests{std::string(line.word(1)), {}});
  tests->any_of.push_back(test_of(line, 2, line.size()));
}

Condition read_condition(const Line& line, std::size_t i, const Acls& acls) {
  Condition condition;
  const std::size_t at = line.condition(i);
  if (at == line.size()) return condition;
  condition.written = line.rest(at);
  condition.unless = line.is(at, "unless");
  condition.any_of = ConditionReader(line, acls).read(at + 1);
  return condition;
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
