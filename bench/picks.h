// Table 1: picks a second a core, against what one core of the real proxy serves.
#pragma once

#include "options.h"

namespace ek::bench {

void bench_picks(const Options& options);

}  // namespace ek::bench
