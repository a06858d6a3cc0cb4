// Machines that several pools send to. Internal to the rule.
#pragma once

#include <vector>

#include "lint/rule.h"

namespace ek::lint::server_overload {

// More than that of a machine's capacity is a finding: an error at capacity, else a warning.
bool above(double utilisation, double bound);

void judge_across(const Subject& subject, std::vector<Finding>& findings);

}  // namespace ek::lint::server_overload
