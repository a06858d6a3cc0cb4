#include "base/assert.h"

#include <cstdio>
#include <cstdlib>

namespace ek::base {

void assertion_failed(const char* condition, const char* file, int line) {
  std::fprintf(stderr, "evenkeel: a bug of ours: %s does not hold (%s:%d)\n", condition, file,
               line);
  std::abort();
}

}  // namespace ek::base
