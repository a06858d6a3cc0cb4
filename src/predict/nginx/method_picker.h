// A method of nginx as a picker: one try a request, with the candidates that it is told.
#pragma once

#include <memory>
#include <span>

#include "predict/algorithm.h"
#include "predict/nginx/method.h"

namespace ek::predict::nginx {

// Keys: the bytes of the `hash` key; for ip_hash the binary address (4 or 16 bytes, network order).
// Other methods ignore them.
std::unique_ptr<Picker> make_method_picker(const Context& context,
                                           std::span<const ServerIndex> candidates,
                                           std::uint64_t seed, MakeMethod make);

}  // namespace ek::predict::nginx
