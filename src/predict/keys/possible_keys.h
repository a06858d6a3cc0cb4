// How many keys there can be: a key made of constants, of names of listeners, or of what a
// converter leaves of an address cannot spread over many servers.
#pragma once

#include <cstdint>
#include <string>

#include "predict/algorithm.h"

namespace ek::predict {

// At most so many among all requests of the pool; 0: any number, or no key.
std::uint32_t keys_possible(const Context& context);

// The part of the key whose value is not computed; "": all are.
std::string uncomputed_part(const Context& context);

// Why the shares are not exact: few keys, or keys that are not computed; "": neither. `few`: they
// are not known at all, for not every server can get a key.
struct KeysProblem {
  std::string why;
  bool few = false;
};
KeysProblem keys_problem(const Context& context);

}  // namespace ek::predict
