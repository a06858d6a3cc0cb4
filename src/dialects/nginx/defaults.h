// What the program does when nothing is written, by version (nginx.org documentation and CHANGES).
#pragma once

#include <cstdint>

#include "model/program.h"

namespace ek::dialects::nginx {

using model::Version;

inline constexpr std::uint32_t worker_processes = 1;
inline constexpr std::uint32_t worker_connections = 512;
inline constexpr std::uint16_t http_port = 80;
inline constexpr std::int64_t zone_bytes_min = 8 * 4096;  // eight pages, the usual ones of 4096
inline constexpr std::int64_t keys_zone_bytes_min = 2 * 4096;  // of a cache
inline constexpr std::uint32_t max_fails = 1;
inline constexpr std::uint32_t fail_timeout_s = 10;

// Idle connections kept to the servers of a pool; 0: none.
inline std::uint32_t keepalive(Version version) {
  return version >= Version{1, 29, 7} ? 32 : 0;
}

inline constexpr Version resolve_in_open_source{1, 27, 3};
inline constexpr Version route_in_open_source{1, 29, 6};
inline constexpr Version drain_in_open_source{1, 29, 6};
inline constexpr Version keepalive_order_free{1, 29, 7};  // before: methods first, keepalive last

}  // namespace ek::dialects::nginx
