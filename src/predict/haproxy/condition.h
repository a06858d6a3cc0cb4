// Conditions of rules, as far as the tests in them are computed here, joined by and, or, and !.
// (Manual, 7.2.)
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "model/condition.h"
#include "model/request.h"
#include "predict/haproxy/criterion.h"

namespace ek::predict::haproxy {

// The tests of one name, each of them read once however many rules look at it.
class TestReader {
 public:
  using Criteria = std::shared_ptr<const std::vector<Criterion>>;

  // Fails on a test that is not computed here.
  base::Result<Criteria> read(const std::shared_ptr<const model::Tests>& tests);

 private:
  std::map<std::shared_ptr<const model::Tests>, Criteria> known_;
};

class Condition {
 public:
  static base::Result<Condition> read(const model::Condition& written, TestReader& tests);

  bool holds(const model::Request& request, SampleSpace& space) const;

 private:
  struct Term {
    TestReader::Criteria any_of;
    bool negated = false;
  };
  using All = std::vector<Term>;

  bool negated_ = false;     // unless
  std::vector<All> any_of_;  // empty: always
};

}  // namespace ek::predict::haproxy
