// Which findings a policy's waivers hide. Internal to lint/.
#pragma once

#include <string_view>

#include "lint/check.h"

namespace ek::lint {

// The waiver that hides the finding; nullptr: none does.
const model::Waiver* waiver_of(const model::Policy& policy, const CheckOptions& options,
                               const Finding& finding);

// Moves waived findings to `waived`, and fills `expired` and `unused`. A waiver for a rule that did
// not run is neither.
void settle_waivers(const model::Policy& policy, const CheckOptions& options, CheckResult& result);

}  // namespace ek::lint
