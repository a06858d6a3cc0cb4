#include "predict/haproxy/hashed.h"

namespace ek::predict::haproxy {
namespace {

bool serves(const Context& context) {
  return context.pool.balance.algorithm.value == "hdr";
}

const Algorithm& usual() {
  static const Algorithm instance = hashed_algorithm("haproxy/hdr", serves);
  return instance;
}

// Against the running 2.6.12 some picks differ with use_domain_only, for a reason
// not found yet: so no pick is promised there.
Grade grade(const Context& context) {
  Grade result = usual().grade(context);
  if (!context.pool.balance.key.value.domain_only || result.exactness > Exactness::exact_given)
    return result;
  result.exactness = Exactness::distribution;
  result.notes.push_back("With use_domain_only some single picks differ from the running program.");
  return result;
}

}  // namespace

const Algorithm& hdr() {
  static const Algorithm instance = [] {
    Algorithm algorithm = usual();
    algorithm.grade = grade;
    return algorithm;
  }();
  return instance;
}

}  // namespace ek::predict::haproxy
