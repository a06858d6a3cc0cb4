// What a program's own configuration check says of a text.
#pragma once

#include <string>

namespace ek::rig {

struct ConfigVerdict {
  bool accepted = false;
  std::string output;
};

}  // namespace ek::rig
