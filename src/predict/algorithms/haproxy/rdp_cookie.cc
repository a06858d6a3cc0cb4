// HAProxy rdp-cookie(<name>): the cookie of remote desktop clients is hashed. See rdp_cookie.md.
#include "predict/haproxy/hashed.h"

namespace ek::predict::haproxy {
namespace {

bool serves(const Context& context) {
  return context.pool.balance.algorithm.value == "rdp-cookie";
}

}  // namespace

const Algorithm& rdp_cookie() {
  static const Algorithm instance = hashed_algorithm("haproxy/rdp_cookie", serves);
  return instance;
}

}  // namespace ek::predict::haproxy
