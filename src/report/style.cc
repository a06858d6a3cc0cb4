#include "report/style.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "base/text.h"

namespace ek::report {
namespace {

constexpr std::array<std::string_view, 9> eighths{"", "▏", "▎", "▍", "▌", "▋", "▊", "▉", "█"};

std::string_view code(Tone tone) {
  switch (tone) {
    case Tone::plain:
      return "";
    case Tone::quiet:
      return "\x1b[2m";
    case Tone::strong:
      return "\x1b[1m";
    case Tone::good:
      return "\x1b[36m";  // cyan and red tell apart for colour-blind eyes
    case Tone::warning:
      return "\x1b[33m";
    case Tone::bad:
      return "\x1b[1;31m";
  }
  return "";
}

}  // namespace

std::string Style::paint(Tone tone, std::string_view text) const {
  if (!colour || tone == Tone::plain) return std::string(text);
  return fmt::format("{}{}\x1b[0m", code(tone), text);
}

std::string percent_whole(double ratio) {
  const double value = ratio * 100;
  constexpr double rounding = 1e-7;  // of what is overload, as predict/overload.h has it
  if (value >= 99.5 && value < 100 - rounding) return percent(ratio);
  return value > 0 && value < 10 ? fmt::format("{:.1f} %", value) : fmt::format("{:.0f} %", value);
}

std::string seconds_text(double seconds) {
  return base::time_text(seconds);
}

std::size_t columns_of(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count_if(
      text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

std::string left(std::string_view text, std::size_t columns) {
  std::string shown = base::printable(text);
  const std::size_t width = columns_of(shown);
  return width < columns ? shown + std::string(columns - width, ' ') : shown;
}

std::string right(std::string_view text, std::size_t columns) {
  std::string shown = base::printable(text);
  const std::size_t width = columns_of(shown);
  return width < columns ? std::string(columns - width, ' ') + shown : shown;
}

std::string bar(double value, double mark, double scale, std::size_t columns, const Style& style) {
  const auto cells = static_cast<double>(columns);
  const double filled = scale > 0 ? std::clamp(value / scale, 0.0, 1.0) * cells : 0;
  const auto marked = static_cast<std::size_t>(
      scale > 0 ? std::min(std::clamp(mark / scale, 0.0, 1.0) * cells, cells - 1) : 0);
  std::string out;
  for (std::size_t i = 0; i < columns; ++i) {
    const double part = std::clamp(filled - static_cast<double>(i), 0.0, 1.0);
    if (i == marked)
      out += style.ascii ? "|" : "┃";
    else if (style.ascii)
      out += part >= 0.5 ? "#" : ".";
    else if (part < 1.0 / 16)
      out += "·";
    else
      out += eighths[static_cast<std::size_t>(std::lround(part * 8))];
  }
  return out;
}

}  // namespace ek::report
