#include "predict/haproxy/hashed.h"

namespace ek::predict::haproxy {
namespace {

bool serves(const Context& context) {
  return context.pool.balance.algorithm.value == "hdr";
}

}  // namespace

const Algorithm& hdr() {
  static const Algorithm instance = hashed_algorithm("haproxy/hdr", serves);
  return instance;
}

}  // namespace ek::predict::haproxy
