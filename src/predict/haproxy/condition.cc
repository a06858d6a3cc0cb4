#include "predict/haproxy/condition.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace ek::predict::haproxy {
namespace {

std::string not_computed(const model::Tests& tests, const model::Test& test) {
  if (!test.whole) return "a condition compares with a secret, which is not kept";
  if (tests.name.empty())
    return fmt::format("the test \"{}\"{} is not evaluated here", test.written,
                       test.at.known() ? fmt::format(" (line {})", test.at.line) : "");
  if (!test.at.known()) return fmt::format("the test {} is not evaluated here", tests.name);
  return fmt::format("the test \"{}\" of acl {} (line {}) is not evaluated here", test.written,
                     tests.name, test.at.line);
}

}  // namespace

base::Result<TestReader::Criteria> TestReader::read(
    const std::shared_ptr<const model::Tests>& tests) {
  const auto found = known_.find(tests);
  if (found != known_.end()) return found->second;
  std::vector<Criterion> criteria;
  for (const model::Test& test : tests->any_of) {
    auto criterion = Criterion::read(test.words);
    if (!test.whole || !criterion) return base::failure(not_computed(*tests, test));
    criteria.push_back(std::move(*criterion));
  }
  return known_[tests] = std::make_shared<const std::vector<Criterion>>(std::move(criteria));
}

base::Result<Condition> Condition::read(const model::Condition& written, TestReader& tests) {
  Condition condition;
  if (written.always()) return condition;
  condition.negated_ = written.unless;
  for (const auto& terms : written.any_of) {
    All all;
    for (const model::Condition::Term& term : terms) {
      EK_TRY(auto criteria, tests.read(term.tests));
      all.push_back({std::move(criteria), term.negated});
    }
    condition.any_of_.push_back(std::move(all));
  }
  if (condition.any_of_.empty())
    return base::failure(fmt::format("the condition \"{}\" tests nothing", written.written));
  return condition;
}

bool Condition::holds(const model::Request& request, SampleSpace& space) const {
  if (any_of_.empty()) return true;
  const auto holds = [&](const Term& term) {
    const bool found = std::ranges::any_of(
        *term.any_of, [&](const Criterion& one) { return one.holds(request, space); });
    return found != term.negated;
  };
  const bool found =
      std::ranges::any_of(any_of_, [&](const All& all) { return std::ranges::all_of(all, holds); });
  return found != negated_;
}

}  // namespace ek::predict::haproxy
