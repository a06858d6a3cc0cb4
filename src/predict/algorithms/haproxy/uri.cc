// HAProxy uri: the address of the request is hashed. See uri.md.
#include "predict/haproxy/hashed.h"

namespace ek::predict::haproxy {
namespace {

bool serves(const Context& context) {
  return context.pool.balance.algorithm.value == "uri";
}

}  // namespace

const Algorithm& uri() {
  static const Algorithm instance = hashed_algorithm("haproxy/uri", serves);
  return instance;
}

}  // namespace ek::predict::haproxy
