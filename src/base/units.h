// Durations, rates and sizes, as users write them and as we print them.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace ek::base {

using Duration = std::chrono::microseconds;

struct Rate {
  double per_second = 0;
  friend auto operator<=>(const Rate&, const Rate&) = default;
};

// "120ms", "1.5s", "2m", "1h", "1d", "250us"; the unit is required. Range: 0 to 10 years.
std::optional<Duration> parse_duration(std::string_view text);

// "900/s", "54000/m", "2.5/h"; the unit is required. Range: 0 to 1e12 a second, finite.
std::optional<Rate> parse_rate(std::string_view text);

double seconds(Duration duration);
std::string to_string(Duration duration);  // "120ms", "1.5s", "2m"
std::string to_string(Rate rate);          // "900/s", "0.5/s"

}  // namespace ek::base
