// A place in a source file, small enough to stand beside every value of the model.
#pragma once

#include <cstdint>

namespace ek::text {

using FileId = std::uint16_t;

struct Place {
  std::uint32_t line = 0;    // 1-based; 0: no place (a default, or an input that is not a file)
  std::uint16_t column = 0;  // 1-based, in bytes; capped at 65535
  FileId file = 0;           // index into Sources

  bool known() const { return line != 0; }
  friend auto operator<=>(const Place&, const Place&) = default;
};

}  // namespace ek::text
