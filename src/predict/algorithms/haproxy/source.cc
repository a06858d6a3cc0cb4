// HAProxy source: the client's address is hashed. See source.md.
#include "predict/haproxy/hashed.h"

namespace ek::predict::haproxy {
namespace {

bool serves(const Context& context) {
  return context.pool.balance.algorithm.value == "source";
}

}  // namespace

const Algorithm& source() {
  static const Algorithm instance = hashed_algorithm("haproxy/source", serves, KeyFrom::client);
  return instance;
}

}  // namespace ek::predict::haproxy
