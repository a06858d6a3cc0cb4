// What only the commercial edition of a program has, as a dialect says it and a rule judges it.
#pragma once

#include <string_view>

#include "model/pool.h"

namespace ek::model {

// `given` of the dependency that such a word of the configuration makes.
inline constexpr std::string_view commercial_edition = "the commercial program";

inline bool is_commercial(const Dependency& depends) {
  return depends.given == commercial_edition;
}

}  // namespace ek::model
