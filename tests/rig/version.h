// A program's version as it states it itself.
#pragma once

#include <compare>
#include <string>
#include <string_view>

namespace ek::rig {

struct Version {
  int major = 0;
  int minor = 0;
  int patch = 0;
  friend auto operator<=>(const Version&, const Version&) = default;
};

std::string to_string(const Version& version);  // "2.6.12"

// The first d.d[.d] at or after the first place of `mark` in the text; 0.0.0 when there is none.
Version parse_version(std::string_view text, std::string_view mark);

}  // namespace ek::rig
