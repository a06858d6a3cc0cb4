// A rule: one folder below rules/ with rule.cc and rule.md, one line in rules/rules.def.
// The page's blocks (bad and good, for each dialect the rule covers) are run as its tests.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "lint/finding.h"
#include "model/config.h"
#include "model/policy.h"
#include "predict/prediction.h"
#include "text/source.h"

namespace ek::lint {

struct Subject {  // everything a rule may look at
  const model::Config& config;
  const model::Policy& policy;
  const predict::Prediction& prediction;
  const text::Sources& sources;
  bool refused =
      false;  // the text has errors: what is missing may stand where it could not be read
};

struct Rule {
  std::string_view name;     // says the bad pattern: "share-skew"; never reused
  std::string_view summary;  // one line for `evenkeel explain`
  Severity severity;         // the usual one; a finding may carry another
  Rank rank;                 // before or after other rules' findings
  void (*run)(const Subject& subject, std::vector<Finding>& findings);
};

std::span<const Rule* const> rules();          // sorted by name
const Rule* find_rule(std::string_view name);  // nullptr: no such rule
std::string_view page(std::string_view name);  // the rule's rule.md, built in

}  // namespace ek::lint
