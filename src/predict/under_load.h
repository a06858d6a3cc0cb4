// Shares of algorithms that look at the requests in flight. What they are in an idle pool says
// nothing of a loaded one: with a rate and a service time the pool is stepped through requests, by
// the balancer that agrees with the running program pick by pick. Internal to predict/.
//
// Assumed: Poisson arrivals, exponential service of the same mean everywhere. A server whose
// capacity the policy states works on that many requests at once, first come first served.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "predict/prediction.h"
#include "predict/simulation.h"

namespace ek::predict {

Holds shares_hold(const Context& context, const PoolForecast& forecast);

class UnderLoad {
 public:
  // nullopt: idle shares hold here too, or the rate, the service time or the pool's picks are not
  // known. `context` and the forecast must outlive it. `requests`: how many are simulated.
  static std::optional<UnderLoad> of(const Context& context, const PoolForecast& forecast,
                                     std::size_t requests);

  // Replaces the shares, and the mean time on each server, by those under load; says so in the
  // grade.
  void share_out(PoolForecast& forecast) const;
  // Shares of all servers while those of `lost` are down; they sum to 1, or to 0 when none is left.
  std::vector<double> shares_without(std::span<const ServerIndex> lost) const;

 private:
  UnderLoad(const Context& context, std::vector<model::Request> requests, Backends backends)
      : program_(context.program),
        pool_(&context.pool),
        requests_(std::move(requests)),
        backends_(std::move(backends)) {}
  Simulation run(std::span<const ServerIndex> lost, std::size_t requests) const;
  std::vector<double> shares(const Simulation& simulation) const;
  double unserved(const Simulation& simulation) const;

  model::Program program_;
  const model::Pool* pool_;
  std::vector<model::Request> requests_;
  Backends backends_;
};

}  // namespace ek::predict
