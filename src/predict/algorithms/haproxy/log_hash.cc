// HAProxy log-hash: a key of each log message is hashed. See log_hash.md.
#include "predict/algorithm.h"
#include "predict/haproxy/weight_shares.h"

namespace ek::predict::haproxy {
namespace {

bool serves(const Context& context) {
  return context.pool.balance.algorithm.value == "log-hash";
}

Grade grade(const Context&) {
  return {Exactness::distribution,
          "log-hash balances log messages (mode log), whose keys no request shows",
          {"Shares as the manual describes them; not measured."}};
}

}  // namespace

const Algorithm& log_hash() {
  static const Algorithm instance{"haproxy/log_hash",
                                  "haproxy/log_hash",
                                  model::ProgramKind::haproxy,
                                  serves,
                                  grade,
                                  weight_shares,
                                  weight_losses,
                                  nullptr};
  return instance;
}

}  // namespace ek::predict::haproxy
