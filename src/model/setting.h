// A value that knows where it came from. A finding without a place in the file is a bug, so what a
// finding may point at is a Setting, or shares the `at` of its struct (Route, StickRule, UseServer,
// Waiver, Intent).
#pragma once

#include <cstdint>
#include <utility>

#include "text/place.h"

namespace ek::model {

using text::Place;

enum class Origin : std::uint8_t {
  defaulted,  // the program's own default, for its version; `at` is unknown
  inherited,  // from a defaults section, default-server or an outer block; `at` is that place
  set,        // written for this very object
  given,      // an input beside the configuration (policy, --lb-version, --resolve)
};

template <class T>
struct Setting {
  T value{};
  Origin origin = Origin::defaulted;
  Place at{};

  bool stated() const { return origin != Origin::defaulted; }
  void set(T new_value, Place place, Origin how = Origin::set) {
    value = std::move(new_value);
    origin = how;
    at = place;
  }
  friend bool operator==(const Setting&, const Setting&) = default;
};

}  // namespace ek::model
