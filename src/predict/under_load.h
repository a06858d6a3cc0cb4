// Shares of algorithms that look at the requests in flight. What they are in an idle pool says
// nothing of a loaded one: with a rate and a service time the pool is stepped through requests, by
// the balancer that agrees with the running program pick by pick. Internal to predict/.
//
// Assumed: Poisson arrivals, exponential service of the same mean everywhere. A server whose
// capacity the policy states works on that many requests at once, first come first served.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "predict/prediction.h"
#include "predict/simulation.h"

namespace ek::predict {

// A pool without `lost`: whether the shares of its takers, as the closed form has them, are those
// of a loaded pool too.
struct Idle {
  std::span<const ServerIndex> lost, takers;
  std::span<const double> shares;  // one a taker
};
Holds shares_hold(const Context& context, const PoolForecast& forecast, const Idle& idle);
Holds shares_hold(const Context& context, const PoolForecast& forecast);  // with nobody lost

class UnderLoad {
 public:
  // nullopt: idle shares hold for any load, whoever is lost; or the rate, the service time or the
  // pool's picks are not known. The forecast must outlive it. `requests`: how many
  // are simulated.
  static std::optional<UnderLoad> of(const Context& context, const PoolForecast& forecast,
                                     std::size_t requests);

  // Replaces the shares, and the mean time on each server, by those under load; says so in the
  // grade.
  void share_out(PoolForecast& forecast) const;
  struct Without {
    std::vector<double> shares;  // of all servers; they sum to 1, or to 0 when none is left
    double unserved = 0;         // of the requests
  };
  Without without(std::span<const ServerIndex> lost) const;
  // Of a share after a loss, in percentage points, 19 times out of 20.
  double loss_error() const;

 private:
  UnderLoad(const model::Program& program, std::shared_ptr<const model::Pool> pool,
            const Arrivals& arrivals, Backends backends)
      : program_(program),
        pool_(std::move(pool)),
        arrivals_(arrivals),
        backends_(std::move(backends)) {}
  std::span<const model::Request> requests(std::size_t count) const;
  Simulation run(std::span<const ServerIndex> lost, std::size_t requests) const;
  std::vector<double> shares(const Simulation& simulation) const;
  double unserved(const Simulation& simulation) const;
  bool limited(ServerIndex server) const { return pool_->servers[server].maxconn.value > 0; }
  std::size_t requests_a_loss() const;

  model::Program program_;
  std::shared_ptr<const model::Pool> pool_;  // as drawn requests meet it
  Arrivals arrivals_;
  mutable std::vector<model::Request> requests_;  // drawn when they are needed first
  Backends backends_;
};

}  // namespace ek::predict
