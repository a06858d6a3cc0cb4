// Since 3.2 each thread group keeps its own balancing state.
#pragma once

#include "predict/algorithm.h"

namespace ek::predict::haproxy {

inline constexpr model::Version first_with_state_per_group{3, 2, 0};

// Lowers an exact grade where several thread groups may exist: picks then hold within one group
// only.
void limit_to_one_thread_group(const Context& context, Grade& grade);

}  // namespace ek::predict::haproxy
