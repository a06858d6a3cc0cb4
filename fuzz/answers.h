// Everything that the commands would make of one configuration that was read, and what must hold
// for it.
#pragma once

#include "dialects/dialect.h"
#include "fuzz/check.h"
#include "model/policy.h"

namespace ek::fuzz {

// The tree gives the file back byte for byte, and is well formed.
Complaint tree_differs(const dialects::Reading& reading, std::string_view text);

// Diagnostics, coverage, dumps: printable and JSON.
Complaint bad_drawings(const dialects::Reading& reading);

// Prediction, findings and their reports: sums of shares, printable, JSON.
Complaint bad_answers(const dialects::Reading& reading, const model::Policy& policy);

// A few requests through the balancer of each small pool.
Complaint bad_dispatches(const model::Config& config);

}  // namespace ek::fuzz
