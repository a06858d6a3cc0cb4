// Tables 2 and 3: `evenkeel predict` as a whole process.
#pragma once

#include "options.h"

namespace ek::bench {

// On 10,000 servers, in turns with the real program's own check of the same file.
void bench_predict(const Options& options);
// From 100 to 100,000 servers.
void bench_growth(const Options& options);

}  // namespace ek::bench
