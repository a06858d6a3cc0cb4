// Which version of the program the answer is for, and who said so.
#pragma once

#include "app/arguments.h"
#include "base/result.h"
#include "dialects/dialect.h"
#include "model/policy.h"

namespace ek::app {

// --lb-version, else the policy's, else none (the dialect then assumes one, and says so). Fails,
// with what to write, for what is no version and for one that our tables do not cover.
base::Result<void> choose_version(const Input& input, const model::Policy& policy,
                                  const dialects::Dialect& dialect, dialects::ReadOptions& options);

}  // namespace ek::app
