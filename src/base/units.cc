#include "base/units.h"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cmath>

#include "base/figures.h"

namespace ek::base {
namespace {

struct Unit {
  std::string_view name;
  double value;
};

constexpr std::array<Unit, 7> duration_units{
    {{"us", 1e-6}, {"ms", 1e-3}, {"s", 1}, {"m", 60}, {"min", 60}, {"h", 3600}, {"d", 86400}}};
constexpr std::array<Unit, 4> rate_units{{{"/s", 1}, {"/m", 60}, {"/min", 60}, {"/h", 3600}}};
constexpr double seconds_max = 10 * 366 * 86400.0;
constexpr double rate_max = 1e12;

// Splits "1.5ms" into its number and its unit's value.
template <std::size_t N>
std::optional<std::pair<double, double>> split(std::string_view text,
                                               const std::array<Unit, N>& units) {
  double number = 0;
  const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || !std::isfinite(number) || number < 0) return std::nullopt;
  const std::string_view name(rest, static_cast<std::size_t>(text.data() + text.size() - rest));
  for (const Unit& unit : units)
    if (unit.name == name) return std::pair{number, unit.value};
  return std::nullopt;
}

}  // namespace

std::optional<Duration> parse_duration(std::string_view text) {
  const auto parts = split(text, duration_units);
  if (!parts || parts->first * parts->second > seconds_max) return std::nullopt;
  return Duration(std::llround(parts->first * parts->second * 1e6));
}

std::optional<Rate> parse_rate(std::string_view text) {
  const auto parts = split(text, rate_units);
  if (!parts || parts->first / parts->second > rate_max) return std::nullopt;
  return Rate{parts->first / parts->second};
}

double seconds(Duration duration) {
  return static_cast<double>(duration.count()) / 1e6;
}

std::string to_string(Duration duration) {
  const auto us = duration.count();
  if (us == 0) return "0s";
  if (us % 86'400'000'000 == 0) return fmt::format("{}d", us / 86'400'000'000);
  if (us % 3'600'000'000 == 0) return fmt::format("{}h", us / 3'600'000'000);
  if (us % 60'000'000 == 0) return fmt::format("{}m", us / 60'000'000);
  constexpr std::int64_t minute = 60'000'000, hour = 60 * minute, day = 24 * hour;
  if (us >= 2 * day) return fmt::format("{:.4g}d", static_cast<double>(us) / day);
  if (us >= 2 * hour) return fmt::format("{:.4g}h", static_cast<double>(us) / hour);
  if (us >= 2 * minute) return fmt::format("{:.4g}m", static_cast<double>(us) / minute);
  if (us >= 1'000'000) return fmt::format("{:.4g}s", static_cast<double>(us) / 1e6);
  if (us >= 1'000) return fmt::format("{:.4g}ms", static_cast<double>(us) / 1e3);
  return fmt::format("{}us", us);
}

std::string to_string(Rate rate) {
  const double whole = std::round(rate.per_second);
  if (rate.per_second >= 99.95 || whole == rate.per_second) return fmt::format("{:.0f}/s", whole);
  return per_second(rate.per_second);
}

}  // namespace ek::base
