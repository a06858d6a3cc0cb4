// Runs every rule and settles what is waived.
#pragma once

#include <string>
#include <vector>

#include "lint/rule.h"

namespace ek::lint {

struct CheckOptions {
  std::vector<std::string> only, skip;  // rule names
  std::string today;                    // ISO date, for waivers that end
};

struct WaivedFinding {
  Finding finding;
  const model::Waiver* waiver = nullptr;
};

struct CheckResult {
  std::vector<Finding> findings;  // errors first, of these causes before effects; by file and line
  std::vector<WaivedFinding> waived;
  std::vector<const model::Waiver*> expired;  // they no longer hide anything
  std::vector<const model::Waiver*> unused;   // they matched nothing
};

bool rule_runs(std::string_view rule, const CheckOptions& options);

CheckResult check(const Subject& subject, const CheckOptions& options);

}  // namespace ek::lint
