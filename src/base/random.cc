#include "base/random.h"

#include <cmath>

namespace ek::base {

double Random::exponential(double mean) {
  return -mean * std::log1p(-unit());
}

}  // namespace ek::base
