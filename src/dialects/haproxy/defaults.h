// What HAProxy takes when nothing is written, by version (configuration manual, each keyword).
#pragma once

#include <string_view>

#include "base/units.h"
#include "model/program.h"

namespace ek::dialects::haproxy {

struct Defaults {
  std::string_view algorithm;      // `balance`: roundrobin; random from 3.3
  std::uint32_t random_draws = 2;  // `balance random`
  std::uint32_t retries = 3;
  std::int32_t redispatch_interval = -1;  // `option redispatch` alone: on the last retry
  base::Duration check_interval = std::chrono::seconds(2);
  std::uint32_t rise = 2, fall = 3;
  std::uint32_t weight = 1;
  std::uint32_t weight_max = 256;
  std::uint32_t threads_max = 64, thread_groups_max = 1;
  std::uint32_t thread_groups = 1;  // 0: the machine decides (cpu-policy performance, from 3.3)
};

inline Defaults defaults_of(model::Version version) {
  Defaults out;
  if (version >= model::Version{3, 3, 0}) out.thread_groups = 0;
  if (version >= model::Version{2, 7, 0}) {
    out.threads_max = 4096;
    out.thread_groups_max = 64;  // more than any build has: which one, the version does not tell
  }
  out.algorithm = version >= model::Version{3, 3, 0} ? "random" : "roundrobin";
  return out;
}

}  // namespace ek::dialects::haproxy
