// Random requests: the bytes to send and the model of the same request.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/random.h"
#include "differential/haproxy/random_pool.h"
#include "model/request.h"

namespace ek::differential {

struct SentRequest {
  std::string bytes;
  model::Request request;
  std::size_t client = 0;  // which of the client addresses
};

// IPv4 and IPv6 client addresses, the same for every run.
std::vector<std::string> client_addresses();

// Fit for that pool. `cookies`: values that its servers have.
SentRequest random_request(base::Random& random, const PoolPlan& plan,
                           const std::vector<std::string>& cookies);

}  // namespace ek::differential
