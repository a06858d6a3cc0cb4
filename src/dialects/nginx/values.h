// Numbers, times and addresses in the program's own spelling.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string_view>

#include "base/units.h"
#include "model/server.h"

namespace ek::dialects::nginx {

// Digits alone, up to what the program's counters hold: 64 bits with a sign.
std::optional<std::int64_t> parse_number(std::string_view text);

// The same, what is above count_max taken as that: no count that a program reaches differs.
inline constexpr std::uint32_t count_max = std::numeric_limits<std::uint32_t>::max();
std::optional<std::uint32_t> parse_count(std::string_view text);

std::optional<std::int64_t> parse_size(std::string_view text);  // "64k", "1m", "8192": bytes

// "10s", "1m30s", "2h 5m", "10" (seconds): whole seconds only (nginx.org, "Configuration file
// measurement units"). A longer time than a Duration holds is its longest.
std::optional<base::Duration> parse_seconds(std::string_view text);

// The same with milliseconds ("500ms"), and without months and years.
std::optional<base::Duration> parse_time(std::string_view text);

bool is_unix(std::string_view text);           // "unix:/path", in any case
std::string unix_text(std::string_view text);  // that, with its "unix:" in lower case

struct ParsedAddress {
  model::Address address;
  const char* error = nullptr;  // what the program would say
};

// "host", "host:port", "[v6]:port", "unix:/path". default_port 0: a port must be written.
ParsedAddress parse_upstream_address(std::string_view text, std::uint16_t default_port);

}  // namespace ek::dialects::nginx
