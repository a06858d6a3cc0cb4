#include <array>

#include "dialects/dialect.h"

namespace ek::dialects {

#define EVENKEEL_DIALECT(name) \
  namespace name {             \
  const Dialect& dialect();    \
  }
#include "dialects/dialects.def"
#undef EVENKEEL_DIALECT

std::span<const Dialect* const> all() {
  static const std::array list{
#define EVENKEEL_DIALECT(name) &name::dialect(),
#include "dialects/dialects.def"
#undef EVENKEEL_DIALECT
  };
  return list;
}

const Dialect* find(std::string_view name) {
  for (const Dialect* dialect : all())
    if (dialect->name == name) return dialect;
  return nullptr;
}

}  // namespace ek::dialects
