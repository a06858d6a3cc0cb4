#include "predict/haproxy/first_of.h"

namespace ek::predict::haproxy {

ServerIndex look_for_first(LeastRow<std::uint64_t>& row, ServerIndex avoid) {
  const auto first = row.only_least();
  if (!first) return no_server;
  return *first != avoid ? *first : row.least_but(avoid).value_or(avoid);
}

}  // namespace ek::predict::haproxy
