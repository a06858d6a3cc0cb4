// How many requests a program holds at once, whatever its servers could take: its own row of facts.
#pragma once

#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include "text/place.h"

namespace ek::predict {

struct ProcessLimit {
  std::uint32_t requests = 0;   // at once, in all processes together
  std::uint32_t processes = 1;  // each counts for itself, up to its part of that
  bool waits = true;  // who finds no place waits to be accepted; false: is turned away at once
  // What must be stated for so many requests: `each` for one, and `more` beside.
  std::uint32_t each = 1, more = 0;
  std::string name;     // "global maxconn 20"
  std::string section;  // "global", for the finding's place in words
  text::Place at{};     // not known: nor is the limit
  std::uint32_t length = 1;
  std::vector<std::string> reasons;  // what a person must know of it

  double needed(double at_once) const { return std::ceil(at_once / processes) * each + more; }
};

}  // namespace ek::predict
