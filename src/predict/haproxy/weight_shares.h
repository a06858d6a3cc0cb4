// Shares in proportion to weights, the closed form of round robin and of static maps.
#pragma once

#include <span>
#include <vector>

#include "predict/algorithm.h"

namespace ek::predict::haproxy {

std::vector<double> weight_shares(const Context& context, std::span<const ServerIndex> candidates);
void weight_losses(const Context& context, std::span<const ServerIndex> candidates,
                   std::span<const double> shares, const ShiftSink& sink);

}  // namespace ek::predict::haproxy
