// A key of constants alone is the same for every request: all of them go to one server.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "predict/algorithm.h"
#include "predict/nginx/method.h"

namespace ek::predict::nginx {

// The key's text where no part of it depends on the request. Empty text: round robin.
std::optional<std::string> constant_key(const Context& context);

// The shares under a constant key; nullopt: the key is not one.
std::optional<std::vector<double>> constant_key_shares(const Context& context,
                                                       std::span<const ServerIndex> candidates,
                                                       MakeMethod make);
// Every loss under a constant key; false: the key is not one.
bool constant_key_losses(const Context& context, std::span<const ServerIndex> candidates,
                         MakeMethod make, const ShiftSink& sink);

}  // namespace ek::predict::nginx
