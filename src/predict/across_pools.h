// Machines that stand in several pools: what all pools together send there.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "predict/prediction.h"

namespace ek::predict {

// One line of a pool that reaches the machine.
struct Reach {
  std::size_t pool = 0;  // into Prediction::pools
  ServerIndex server = no_server;
  double load = 0;  // requests a second
};

struct SharedMachine {
  std::string address;         // "10.0.0.1:80"
  std::vector<Reach> reaches;  // of two pools at least, in their order
  std::size_t pools = 0;
  double load = 0, capacity = 0;  // requests a second
  double utilisation() const { return load / capacity; }
};

// Only lines whose load is known, and whose capacity the policy states, the same in every pool:
// that is the machine's. Host names count where the program asks for their addresses once (nginx):
// else the same name may mean several machines. The most used first.
std::vector<SharedMachine> machines_across(const model::Program& program,
                                           const Prediction& prediction);

}  // namespace ek::predict
