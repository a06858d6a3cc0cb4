// HAProxy url_param <name>: a parameter of the query is hashed. See url_param.md.
#include "predict/haproxy/hashed.h"

namespace ek::predict::haproxy {
namespace {

bool serves(const Context& context) {
  return context.pool.balance.algorithm.value == "url_param";
}

}  // namespace

const Algorithm& url_param() {
  static const Algorithm instance = hashed_algorithm("haproxy/url_param", serves);
  return instance;
}

}  // namespace ek::predict::haproxy
