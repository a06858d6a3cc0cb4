// HAProxy hash <expression>: the value of an expression is hashed. See hash.md.
#include "predict/haproxy/hashed.h"

namespace ek::predict::haproxy {
namespace {

bool serves(const Context& context) {
  return context.pool.balance.algorithm.value == "hash";
}

}  // namespace

const Algorithm& hash() {
  static const Algorithm instance = hashed_algorithm("haproxy/hash", serves);
  return instance;
}

}  // namespace ek::predict::haproxy
