// The server that is first in a row of distinct ranks.
#pragma once

#include "predict/algorithm.h"
#include "predict/least_row.h"

namespace ek::predict::haproxy {

ServerIndex look_for_first(LeastRow<std::uint64_t>& row, ServerIndex avoid);

// The first that is not `avoid`; `avoid` itself if there is no other; no_server: all are absent.
inline ServerIndex first_of(LeastRow<std::uint64_t>& row, ServerIndex avoid) {
  const auto first = row.known_least();
  return first && *first != avoid ? *first : look_for_first(row, avoid);
}

}  // namespace ek::predict::haproxy
