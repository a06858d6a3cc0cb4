// Pools whose health check asks for a role that likely one server has at a time (model::Role).
// For predict/, lint/ and report/.
#pragma once

#include <optional>

#include "predict/prediction.h"

namespace ek::predict {

struct Elected {  // the one that would be hit hardest
  ServerIndex server = no_server;
  double load = 0;      // all that the pool gets, in requests a second
  double capacity = 0;  // above 0
  double utilisation() const { return load / capacity; }
};

// nullopt: the check asks for no such role, the pool has one server, or the rate or every capacity
// is unknown.
std::optional<Elected> elected_alone(const PoolForecast& forecast);

}  // namespace ek::predict
