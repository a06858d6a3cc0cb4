// Shares in proportion to weights: the closed form of taking turns, of static maps and of draws.
#pragma once

#include <span>
#include <vector>

#include "predict/algorithm.h"

namespace ek::predict {

// In the order of `servers`; they sum to 1, or are all 0 where no server has a weight.
std::vector<double> weight_shares(const model::Pool& pool, std::span<const ServerIndex> servers);

// As an algorithm's closed form; see Algorithm::shares and Algorithm::losses.
std::vector<double> weight_shares(const Context& context, std::span<const ServerIndex> candidates);
void weight_losses(const Context& context, std::span<const ServerIndex> candidates,
                   std::span<const double> shares, const ShiftSink& sink);

}  // namespace ek::predict
