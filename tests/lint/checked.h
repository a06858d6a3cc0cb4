// A configuration and a policy, checked: keeps alive what the findings point into.
#pragma once

#include <memory>
#include <string>

#include "dialects/dialect.h"
#include "inputs/policy.h"
#include "lint/check.h"
#include "predict/prediction.h"

namespace ek::lint {

struct Checked {
  dialects::Reading reading;
  model::Policy policy;
  CheckResult result;
};

inline std::unique_ptr<Checked> check_text(const std::string& dialect, const std::string& config,
                                           const std::string& policy = "",
                                           const CheckOptions& options = {}) {
  auto checked = std::make_unique<Checked>();
  checked->reading = dialects::find(dialect)->read_text("t.cfg", config, {});
  text::Sources sources;
  text::Diagnostics diagnostics;
  checked->policy =
      inputs::parse_policy(sources, *sources.add("evenkeel.toml", policy), diagnostics);
  const auto prediction = predict::predict(checked->reading.config, checked->policy, {});
  checked->result = check({checked->reading.config, checked->policy, prediction,
                           checked->reading.sources, checked->reading.diagnostics.has_errors()},
                          options);
  return checked;
}

}  // namespace ek::lint
