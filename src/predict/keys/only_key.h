// HAProxy: where every request has the same key and its bytes are known, one server gets all.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "predict/algorithm.h"

namespace ek::predict::haproxy {

// The key of every request; nullopt: they differ, or it is not computed.
std::optional<std::string> only_key(const Context& context);

// The shares under such a key; nullopt: there is none.
std::optional<std::vector<double>> only_key_shares(const Context& context,
                                                   std::span<const ServerIndex> candidates);
// Why: a loss rebuilds the map, so that n losses cost n times n. Of a larger pool only the loss of
// the server that has everything is told.
inline constexpr std::size_t only_key_losses_max = 256;

// Every loss under such a key; false: there is none.
bool only_key_losses(const Context& context, std::span<const ServerIndex> candidates,
                     const ShiftSink& sink);

}  // namespace ek::predict::haproxy
