// HAProxy hdr(<name>): a header is hashed. See hdr.md.
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

// With use_domain_only the program looks for the last dot from the byte behind the value on. Where
// another header follows, that is its name's first letter; behind the last header of a request it
// is whatever was left in the buffer, and a dot there makes the last label the key.
Grade grade(const Context& context) {
  Grade result = usual().grade(context);
  if (!context.pool.balance.key.value.domain_only) return result;
  constexpr const char* given = "another header following this one in the request";
  if (result.exactness == Exactness::exact) result.exactness = Exactness::exact_given;
  if (result.exactness == Exactness::exact_given)
    result.reason += (result.reason.empty() ? "" : "; ") + std::string(given);
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
