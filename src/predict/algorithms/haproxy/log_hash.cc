#include "predict/algorithm.h"

namespace ek::predict::haproxy {
namespace {

bool serves(const Context& context) {
  return context.pool.balance.algorithm.value == "log-hash";
}

Grade grade(const Context&) {
  return {
      Exactness::not_predictable, "log-hash balances log messages (mode log), not requests", {}};
}

}  // namespace

const Algorithm& log_hash() {
  static const Algorithm instance{"haproxy/log_hash",
                                  "haproxy/log_hash",
                                  model::ProgramKind::haproxy,
                                  serves,
                                  grade,
                                  nullptr,
                                  nullptr,
                                  nullptr};
  return instance;
}

}  // namespace ek::predict::haproxy
