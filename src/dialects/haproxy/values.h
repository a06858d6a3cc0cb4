// Numbers, times and sizes as HAProxy writes them (manual 2.5 and "size" of stick-table). A value
// that the program would refuse is an error at its word, and nullopt.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/units.h"
#include "dialects/haproxy/line.h"
#include "text/diagnostic.h"

namespace ek::dialects::haproxy {

std::optional<std::uint32_t> read_number(std::string_view text);  // digits alone, up to 2^32 - 1
std::optional<base::Duration> read_time(std::string_view text);   // milliseconds without a unit
// Seconds without a unit, a part of one counts as one.
std::optional<std::uint32_t> read_seconds(std::string_view text);
std::optional<std::uint64_t> read_size(std::string_view text);  // k, m, g: powers of 1024

// As the program reads most numbers: digits at the front, whatever follows; 0 where there are none.
// A word that is not wholly a number is a warning with the value that is taken.
std::int64_t number_at(const Line& line, std::size_t i, text::Diagnostics& out);
// The same for a number that means something from `least` to `most` only. Outside them HAProxy
// starts all the same, and keeps another number than is written: a warning, and the nearest that
// means something.
std::uint32_t number_in(const Line& line, std::size_t i, std::uint32_t least, std::uint32_t most,
                        text::Diagnostics& out);
// Where the number was read already.
std::uint32_t in_range(std::int64_t value, const Line& line, std::size_t i, std::uint32_t least,
                       std::uint32_t most, text::Diagnostics& out);
// "50sec" is 50s, with a warning from HAProxy as well.
void warn_of_rest(const Line& line, std::size_t i, text::Diagnostics& out);
std::optional<base::Duration> time_at(const Line& line, std::size_t i, text::Diagnostics& out);

}  // namespace ek::dialects::haproxy
