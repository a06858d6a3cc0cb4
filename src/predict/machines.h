// What carries load: a server, or several that are one machine (the same address and port).
#pragma once

#include <string>
#include <vector>

#include "predict/prediction.h"

namespace ek::predict {

struct Machine {
  std::vector<ServerIndex> servers;  // one, or several at one address
  std::string address;               // of several; "" for one
  double load = 0;                   // requests a second
  double capacity = 0;               // above 0
  double utilisation() const { return load / capacity; }
  bool shared() const { return servers.size() > 1; }
};

// Do these servers stand for one machine, whose capacity the policy gives as that of each?
bool is_one_machine(const PoolForecast& pool, const SharedEndpoint& endpoint);

// Those of the pool's candidates whose load and capacity are known. Servers at one address are put
// together where the policy gives each the same capacity: that is the machine's. A connection limit
// is each server's own, and says nothing of the machine.
std::vector<Machine> machines_of(const PoolForecast& pool);

}  // namespace ek::predict
