// Predicted and measured, side by side.
#pragma once

#include <string>
#include <vector>

#include "ask.h"
#include "stage.h"

namespace ek::demo {

// One line a server, and one below it with the largest difference. Colour only if asked for.
std::string side_by_side(const std::vector<PredictedServer>& predicted, const Measured& measured,
                         bool colour);

// The largest |predicted − measured| over the servers, as a share (0..1).
double largest_difference(const std::vector<PredictedServer>& predicted, const Measured& measured);

}  // namespace ek::demo
