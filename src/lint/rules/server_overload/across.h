// Machines that several pools send to. Internal to the rule.
#pragma once

#include <cstddef>
#include <vector>

#include "lint/rule.h"

namespace ek::lint::server_overload {

inline constexpr std::size_t named_one_by_one = 5;  // more is a matter of the pool, not of a server

// More than that of a machine's capacity is a finding: an error at capacity, else a warning.
bool above(double utilisation, double bound);

void judge_across(const Subject& subject, std::vector<Finding>& findings);

}  // namespace ek::lint::server_overload
