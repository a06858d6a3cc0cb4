// How text is drawn: colours, glyphs, columns. NO_COLOR and pipes get plain text; --ascii plain
// glyphs.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/figures.h"

namespace ek::report {

enum class Tone : std::uint8_t { plain, quiet, strong, good, warning, bad };

struct Style {
  bool colour = false;
  bool ascii = false;
  std::size_t columns = 0;  // of the screen; 0: as many as it takes

  std::string paint(Tone tone, std::string_view text) const;
};

using base::count_text;
using base::percent;
std::string percent_whole(double ratio);   // utilisation: "240 %"; "99.7 %", as it is not full
std::string seconds_text(double seconds);  // "141 ms", "2.4 s"

// Pads by columns on the screen (UTF-8 characters), not by bytes. Text is made printable first.
std::string left(std::string_view text, std::size_t columns);
std::string right(std::string_view text, std::size_t columns);
std::size_t columns_of(std::string_view text);

// A bar of `columns` for value/scale with a mark at intended/scale: "██████┃···".
std::string bar(double value, double mark, double scale, std::size_t columns, const Style& style);

}  // namespace ek::report
