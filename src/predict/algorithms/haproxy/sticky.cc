#include "predict/algorithm.h"

namespace ek::predict::haproxy {
namespace {

bool serves(const Context& context) {
  return context.pool.balance.algorithm.value == "sticky";
}

Grade grade(const Context&) {
  return {Exactness::not_predictable, "sticky balances log messages (mode log), not requests", {}};
}

}  // namespace

const Algorithm& sticky() {
  static const Algorithm instance{
      "haproxy/sticky", "haproxy/sticky", model::ProgramKind::haproxy, serves, grade, nullptr,
      nullptr,          nullptr};
  return instance;
}

}  // namespace ek::predict::haproxy
