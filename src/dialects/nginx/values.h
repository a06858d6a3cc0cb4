// Numbers, times and addresses in the program's own spelling.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/units.h"
#include "model/server.h"

namespace ek::dialects::nginx {

// Digits alone; the range is what the program's counters hold, cut to what the model holds.
std::optional<std::uint32_t> parse_count(std::string_view text);

// "10s", "1m30s", "2h 5m" without the blank, "10" (seconds): whole seconds only (nginx.org,
// "Configuration file measurement units").
std::optional<base::Duration> parse_seconds(std::string_view text);

// The same with milliseconds allowed ("500ms").
std::optional<base::Duration> parse_time(std::string_view text);

struct ParsedAddress {
  model::Address address;
  const char* error = nullptr;  // what the program would say
};

// "host", "host:port", "[v6]:port", "unix:/path". default_port 0: a port must be written.
ParsedAddress parse_upstream_address(std::string_view text, std::uint16_t default_port);

}  // namespace ek::dialects::nginx
