// What a pool is without some of its servers: by the steps that predict() takes, so that the row of
// a loss is what predict() says of the same file with those servers down. Internal to predict/.
#pragma once

#include <vector>

#include "predict/forecast.h"
#include "predict/refused.h"
#include "predict/under_load.h"

namespace ek::predict {

struct Remaining {
  std::vector<ServerIndex> takers;  // the candidates, and backups that take what full ones do not
  std::vector<double> shares;       // one a taker
  LoadTerms terms;
};

class AfterLoss {
 public:
  // `under_load`: how the pool is simulated, or nullptr. All must outlive it.
  AfterLoss(const Context& context, const PoolForecast& forecast, const UnderLoad* under_load)
      : context_(context),
        forecast_(forecast),
        under_load_(under_load),
        places_(context, forecast) {}

  Remaining without(std::span<const ServerIndex> lost) const;

  bool may_simulate() const { return under_load_ != nullptr; }
  // Are these shares, by the closed form, not those of the loaded pool, which can be simulated?
  bool simulates(const Idle& idle) const;
  // Of shares by the closed form, so many of which are above zero.
  LoadTerms terms(std::span<const ServerIndex> lost, std::size_t takers) const;

 private:
  Remaining simulated(std::span<const ServerIndex> lost,
                      std::span<const ServerIndex> candidates) const;

  const Context& context_;
  const PoolForecast& forecast_;
  const UnderLoad* under_load_;
  Places places_;
};

}  // namespace ek::predict
