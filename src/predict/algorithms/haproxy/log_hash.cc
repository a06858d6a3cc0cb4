// HAProxy log-hash: a key of each log message is hashed. See log_hash.md.
#include "predict/algorithm.h"
#include "predict/weights.h"

namespace ek::predict::haproxy {
namespace {

bool serves(const Context& context) {
  return context.pool.balance.algorithm.value == "log-hash";
}

Grade grade(const Context&) {
  return {Exactness::distribution,
          "log-hash balances log messages (mode log), whose keys no request shows",
          {}};
}

}  // namespace

const Algorithm& log_hash() {
  static const Algorithm instance{.name = "haproxy/log_hash",
                                  .program = model::ProgramKind::haproxy,
                                  .serves = serves,
                                  .grade = grade,
                                  .shares = weight_shares,
                                  .losses = weight_losses,
                                  .key = KeyFrom::configuration};
  return instance;
}

}  // namespace ek::predict::haproxy
