#include "base/figures.h"

#include <fmt/format.h>

#include <cmath>

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
  if (number >= 100 || number == std::floor(number))
    return with_thousands(fmt::format("{:.0f}", number));
  return fmt::format("{:.3g}", number);
}

std::string per_second(double rate) {
  return count_text(rate) + "/s";
}

}  // namespace ek::base
