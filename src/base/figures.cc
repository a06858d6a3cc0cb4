#include "base/figures.h"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <string_view>

namespace ek::base {
namespace {

std::string with_thousands(std::string digits) {
  for (std::ptrdiff_t i = std::ssize(digits) - 3; i > 0; i -= 3)
    digits.insert(static_cast<std::size_t>(i), ",");
  return digits;
}

}  // namespace

std::string percent(double share) {
  const double value = share * 100;
  if (value == 0) return "0 %";
  if (value < 0.01) return "<0.01 %";
  constexpr double rounding = 1e-9;  // one server's share, computed from the others'
  if (share < 1 - rounding && value >= 99.95) return ">99.9 %";
  return value < 1 ? fmt::format("{:.2f} %", value) : fmt::format("{:.1f} %", value);
}

std::string count_text(double number) {
  constexpr double three_digits = 99.95;  // and above it would be written "100"
  constexpr double smallest = 0.001;
  if (number >= three_digits || number == std::floor(number))
    return with_thousands(fmt::format("{:.0f}", number));
  return number > 0 && number < smallest ? "<0.001" : fmt::format("{:.3g}", number);
}

std::string per_second(double rate) {
  constexpr double readable = 0.1;
  if (rate == 0 || rate >= readable) return count_text(rate) + "/s";
  if (rate * 60 >= readable) return count_text(rate * 60) + "/min";
  return count_text(rate * 3600) + "/h";
}

std::string time_text(double seconds) {
  struct Unit {
    double seconds, from;  // of two of them on, but for the first three
    std::string_view name;
  };
  constexpr std::array<Unit, 5> units{
      {{86400, 2, "d"}, {3600, 2, "h"}, {60, 2, "min"}, {1, 0.9995, "s"}, {1e-3, 0.9995, "ms"}}};
  for (const Unit& unit : units)
    if (seconds >= unit.seconds * unit.from)
      return fmt::format("{} {}", count_text(seconds / unit.seconds), unit.name);
  return count_text(seconds * 1e6) + " us";
}

}  // namespace ek::base
