// Shares held against the intended ones, and the same pool with other weights, predicted anew: what
// a fix would do is looked at before it is offered. Internal to the rule.
#pragma once

#include <string>
#include <vector>

#include "lint/rules/share_skew/pool_view.h"

namespace ek::lint::share_skew {

struct Deviation {
  ServerIndex server = predict::no_server;
  double share = 0, intended = 0;
  double factor() const { return intended > 0 ? share / intended : 1e9; }
};

// Servers whose shares are too far from what is intended to be chance, in the pool's order.
std::vector<Deviation> deviations(const PoolForecast& forecast);

struct Trial {
  bool as_intended = false;  // nothing deviates
  // Who is then overloaded and is not now: "web1 then gets 120/s and can carry 100/s". "": nobody.
  std::string overloads;
};

// `weights`: one for each of view.servers.
Trial try_weights(const PoolView& view, const std::vector<std::uint32_t>& weights);

// The same with one server's weight changed.
Trial try_weight(const PoolView& view, ServerIndex server, std::uint32_t weight);

}  // namespace ek::lint::share_skew
